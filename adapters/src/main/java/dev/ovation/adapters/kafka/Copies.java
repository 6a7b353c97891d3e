package dev.ovation.adapters.kafka;

import org.jspecify.annotations.Nullable;

/**
 * How safe Kafka keeps an event.
 *
 * @param replicas copies of each partition
 * @param insyncMin how many of them must have an event before it counts as durable
 */
record Copies(int replicas, int insyncMin) {
  /** More copies are not made unless they are asked for. */
  private static final int ENOUGH = 3;

  /** What so many brokers can give: one of them may be away, unless there is but one. */
  static Copies of(int brokers) {
    int replicas = Math.min(brokers, ENOUGH);
    return new Copies(replicas, insyncMinOf(replicas));
  }

  /** All but one copy, so that one broker may be away. */
  static int insyncMinOf(int replicas) {
    return Math.max(1, replicas - 1);
  }

  /** What may happen with so few copies, null when one broker may fail without harm. */
  @Nullable String risk() {
    if (replicas == 1) {
      return "there is one copy of each event only: answered writes are lost with the disk of its"
          + " broker, or when that machine loses power";
    }
    if (insyncMin == 1) {
      return "one of %d copies is enough for an answer: answered writes are lost when a broker dies before another has copied them"
          .formatted(replicas);
    }
    return replicas == insyncMin
        ? "all %d copies are needed for an answer: the log is down while one broker is away"
            .formatted(replicas)
        : null;
  }
}
