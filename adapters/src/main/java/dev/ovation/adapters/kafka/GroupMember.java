package dev.ovation.adapters.kafka;

import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a node in the consumer group. It asks for partitions and reads none of them: each is
 * paused as soon as it comes, and gets a position at once so that Kafka is asked for none.
 *
 * <p>Used by one thread; only {@link #wakeup} may be called by any.
 */
final class GroupMember implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);

  /** Bounds how long a change waits to be noticed; each poll is cheap because none is read. */
  private static final Duration POLL = Duration.ofMillis(100);

  /** Enough for one request and its answer. Without brokers to leave it is not waited. */
  private static final Duration LEAVE_MAX = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Holdings holdings;
  private final TimeSource time;
  private final List<String> topics;
  private final int partitions;
  private final Metric heartbeats;
  private double answers;
  private long heardNanos;

  /**
   * How a member stands in its group.
   *
   * @param joined whether it has been given a place in the group
   * @param silence since the coordinator was last heard of, or since the start
   */
  record Standing(boolean joined, Duration silence) {}

  /**
   * @throws KafkaException when the settings can't work
   */
  GroupMember(
      KafkaLogSettings log,
      List<String> topics,
      KafkaGroupSettings group,
      Holdings holdings,
      TimeSource time) {
    this.topics = List.copyOf(topics);
    this.holdings = holdings;
    this.time = time;
    this.partitions = log.partitions();
    this.consumer =
        new KafkaConsumer<>(
            new ClientProperties(log).member(group),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.heartbeats = answeredHeartbeats();
    this.heardNanos = time.nanos();
    consumer.subscribe(this.topics, new Rebalances());
  }

  /** Kafka's consumer does not say whether its coordinator answers, but it counts the answers. */
  private Metric answeredHeartbeats() {
    return consumer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("heartbeat-total"))
        .findAny()
        .orElseThrow(() -> new IllegalStateException("this Kafka client counts no heartbeats"))
        .getValue();
  }

  /**
   * Takes part in the group for a moment, during which holdings may change.
   *
   * @throws WakeupException when it was woken up
   * @throws KafkaException when it can't be a member any longer
   */
  Standing poll() {
    // Nothing comes: all that is assigned is paused.
    consumer.poll(POLL);
    boolean joined = consumer.groupMetadata().generationId() >= 0;
    double count = (Double) heartbeats.metricValue();
    if (count != answers) {
      answers = count;
      heardNanos = time.nanos();
    }
    return new Standing(joined, Duration.ofNanos(time.nanos() - heardNanos));
  }

  /** Ends a {@link #poll} that runs or comes. */
  void wakeup() {
    consumer.wakeup();
  }

  /** Leaves the group, so that others need not wait for the end of the session. */
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(LEAVE_MAX));
  }

  /** The partitions of a topic come after those of the topics before it. */
  private int numberOf(TopicPartition partition) {
    return topics.indexOf(partition.topic()) * partitions + partition.partition();
  }

  /**
   * Called by the consumer within {@link #poll} and {@link #close}. The group hands a partition on
   * only after this returned from its revocation, so the old owner is told before the new one.
   */
  private final class Rebalances implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      consumer.pause(added);
      for (TopicPartition partition : added) {
        consumer.seek(partition, 0);
        if (partition.partition() < partitions) {
          holdings.add(numberOf(partition));
        } else {
          LOG.error(
              "{} is more than the {} partitions of this log, and nobody projects it: the topic was"
                  + " changed, which moves targets between partitions",
              partition,
              partitions);
        }
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> taken) {
      taken.forEach(partition -> holdings.remove(numberOf(partition)));
    }

    /** Others may have them already. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      onPartitionsRevoked(lost);
    }
  }
}
