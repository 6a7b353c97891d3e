package dev.ovation.adapters.guard;

import dev.ovation.core.port.TimeSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock whose instants only tell durations: set back by an hour, a wall clock would keep a
 * breaker open for that long.
 */
final class MonotonicClock extends Clock {
  private final TimeSource time;

  MonotonicClock(TimeSource time) {
    this.time = time;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(time.nanos());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
