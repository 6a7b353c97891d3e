package dev.ovation.adapters.kafka;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.EventLogContract;
import dev.ovation.core.port.TimeSource;
import org.jspecify.annotations.Nullable;

/** The log's contract over the compacted topic on a real broker. */
final class KafkaEventLogTest extends EventLogContract {
  private @Nullable KafkaLogSettings settings;

  @Override
  protected EventLog open(int partitions) {
    if (settings == null) {
      settings = TestKafka.settings(partitions);
    }
    return KafkaEventLog.open(settings, TimeSource.SYSTEM);
  }
}
