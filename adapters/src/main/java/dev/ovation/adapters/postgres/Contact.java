package dev.ovation.adapters.postgres;

import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the last calls to the server showed, so that health is told without a call. Whatever works
 * shows that the server can be reached; that it takes writes, only a write that works shows.
 * Thread-safe.
 */
final class Contact {
  private final TimeSource time;
  private volatile long workedNanos;
  private volatile @Nullable String unreachable;
  private volatile @Nullable String notWritable;

  Contact(TimeSource time) {
    this.time = time;
    this.workedNanos = time.nanos();
  }

  void worked() {
    workedNanos = time.nanos();
    unreachable = null;
  }

  void wrote() {
    worked();
    notWritable = null;
  }

  void unreachable(String why) {
    unreachable = why;
  }

  void notWritable(String why) {
    notWritable = why;
  }

  /** Whether it is this long since something worked. */
  boolean isOlderThan(Duration age) {
    return time.nanos() - workedNanos >= age.toNanos();
  }

  Health health(String detail) {
    String trouble = unreachable;
    if (trouble == null) {
      trouble = notWritable;
    }
    return trouble == null
        ? Health.up(detail)
        : Health.down(trouble + ". It is tried again by itself.");
  }
}
