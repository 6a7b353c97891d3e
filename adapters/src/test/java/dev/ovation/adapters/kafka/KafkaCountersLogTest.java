package dev.ovation.adapters.kafka;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.EventLogContract;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The log's contract over a topic whose records expire. */
final class KafkaCountersLogTest extends EventLogContract {
  private @Nullable KafkaLogSettings settings;

  @Override
  protected EventLog open(int partitions) {
    if (settings == null) {
      LogTopic topic = LogTopic.counters(TestKafka.newPrefix(), Duration.ofDays(30));
      settings =
          TestKafka.settings(TestKafka.server().addresses(), topic, partitions).withReplicas(1, 1);
    }
    return KafkaEventLog.open(settings, TimeSource.SYSTEM);
  }
}
