package dev.ovation.adapters.kafka;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * The ends of the partitions as far as this process knows: what was acknowledged to it, what it
 * read, and what the leaders said. An end never goes back. Thread-safe.
 */
final class LogEnds {
  private final Admin admin;
  private final String topic;
  private final KafkaFailures failures;
  private final AtomicLongArray ends;

  LogEnds(Admin admin, KafkaLogSettings settings) {
    this.admin = admin;
    this.topic = settings.topic().name();
    this.failures = new KafkaFailures(settings);
    this.ends = new AtomicLongArray(settings.partitions());
  }

  long get(int partition) {
    return ends.get(partition);
  }

  int partitions() {
    return ends.length();
  }

  /** An offset is known to be durable. */
  void raise(int partition, long offset) {
    // Read first: the value rarely changes between two acknowledgements of one batch.
    if (ends.get(partition) < offset) {
      ends.accumulateAndGet(partition, offset, Math::max);
    }
  }

  /**
   * Asks the leaders. What was durable anywhere before the call is known after it.
   *
   * @throws CorruptionException when a leader has less than was durable
   * @throws OvationException when a leader does not answer in time
   */
  void refresh(Collection<Integer> partitions, Duration timeout) {
    // Taken before the question: an acknowledgement may come between the answer and its use.
    Map<Integer, Long> known =
        partitions.stream().collect(Collectors.toMap(Function.identity(), this::get));
    Map<TopicPartition, OffsetSpec> question =
        partitions.stream()
            .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
    ListOffsetsOptions options = new ListOffsetsOptions().timeoutMs((int) timeout.toMillis());
    Map<TopicPartition, ListOffsetsResultInfo> answer =
        failures.get(
            "reading the ends of topic " + topic, admin.listOffsets(question, options).all());
    answer.forEach(
        (partition, info) -> {
          long end = Offsets.lastBefore(info.offset());
          long before = known.getOrDefault(partition.partition(), 0L);
          if (end < before) {
            throw new CorruptionException(
                "%s ends at %d, but %d was durable: the topic was deleted and made again, or its replicas lost data. "
                        .formatted(partition, end, before)
                    + "Stop writing, restore the topic, or rebuild into a topic with another prefix",
                null);
          }
          raise(partition.partition(), end);
        });
  }
}
