package dev.ovation.adapters.kafka;

import dev.ovation.core.port.TimeSource;
import java.time.Duration;

/** A time until which something may take. Thread-safe. */
record Deadline(TimeSource time, long atNanos) {

  static Deadline after(TimeSource time, Duration duration) {
    return new Deadline(time, time.nanos() + duration.toNanos());
  }

  boolean passed() {
    return atNanos - time.nanos() <= 0;
  }

  /** What is left, zero when it has passed. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - time.nanos()));
  }

  /** What is left in milliseconds, at least 1 because Kafka's clients refuse or misread 0. */
  int leftMillis() {
    return (int) Math.max(1, left().toMillis());
  }
}
