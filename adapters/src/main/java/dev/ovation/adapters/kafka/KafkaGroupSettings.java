package dev.ovation.adapters.kafka;

import java.time.Duration;

/**
 * How nodes share the partitions of a log among themselves.
 *
 * @param group the consumer group; nodes of one deployment name the same
 * @param sessionTimeout a node that is not heard of for so long is taken for dead, and its
 *     partitions go to others. The brokers bound it, by default from 6 s to 30 min
 * @param heartbeatInterval how often a node is heard of. It learns from the answer that partitions
 *     are handed out anew, so a node that leaves is followed after about this time
 */
public record KafkaGroupSettings(
    String group, Duration sessionTimeout, Duration heartbeatInterval) {

  private static final Duration HEARTBEAT_MAX = Duration.ofMillis(300);

  public KafkaGroupSettings {
    if (group.isBlank()) {
      throw new IllegalArgumentException("the group needs a name");
    }
    if (heartbeatInterval.toMillis() < 1
        || heartbeatInterval.multipliedBy(3).compareTo(sessionTimeout) > 0) {
      throw new IllegalArgumentException(
          "heartbeatInterval must be at least 1 ms, and 3 of them must fit in sessionTimeout");
    }
  }

  /**
   * Ten seconds outlast a long pause of the JVM; a node that is taken for dead too soon costs two
   * moves of its partitions. A heartbeat of 300 ms lets others follow a node that leaves in well
   * under a second, and costs the coordinator three small requests a second and node.
   *
   * @param prefix of the log's topics, see {@link LogTopic#events}
   */
  public static KafkaGroupSettings defaults(String prefix) {
    return new KafkaGroupSettings(prefix + ".projectors", Duration.ofSeconds(10), HEARTBEAT_MAX);
  }

  /** With a heartbeat as by default, or shorter if three of them would not fit. */
  public KafkaGroupSettings withSession(Duration timeout) {
    Duration third = timeout.dividedBy(3);
    return new KafkaGroupSettings(
        group, timeout, third.compareTo(HEARTBEAT_MAX) < 0 ? third : HEARTBEAT_MAX);
  }
}
