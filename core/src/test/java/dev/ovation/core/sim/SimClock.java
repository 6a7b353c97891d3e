package dev.ovation.core.sim;

import dev.ovation.core.port.TimeSource;
import java.time.Duration;

/**
 * A machine's wall clock: it is off by something, and may jump. Durations it measures as all do.
 */
final class SimClock implements TimeSource {
  private final SimTime time;
  private long offMillis;

  SimClock(SimTime time, long offMillis) {
    this.time = time;
    this.offMillis = offMillis;
  }

  @Override
  public long millis() {
    return time.millis() + offMillis;
  }

  @Override
  public long nanos() {
    return time.nanos();
  }

  /** Is set forward, or back when negative. */
  void jump(Duration by) {
    offMillis += by.toMillis();
  }
}
