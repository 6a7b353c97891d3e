package dev.ovation.adapters.kafka;

/**
 * Between Kafka's offsets, which start at 0, and the port's, which start at 1. Nothing else in this
 * package adds or subtracts one.
 *
 * <p>Two more facts follow and are used by name: what comes after a port's offset starts at the
 * Kafka offset of the same number, and Kafka's end, which is the offset of the next record, is the
 * port's offset of the last one.
 */
final class Offsets {
  private Offsets() {}

  static long ofRecord(long kafkaOffset) {
    return kafkaOffset + 1;
  }

  /** The Kafka offset from which reading goes on after a port's offset. */
  static long firstAfter(long portOffset) {
    return portOffset;
  }

  /** The port's offset of the last record that comes before a Kafka offset. */
  static long lastBefore(long kafkaOffset) {
    return kafkaOffset;
  }
}
