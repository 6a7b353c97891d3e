package dev.ovation.core.sim;

import dev.ovation.core.domain.Version;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.port.Timer;
import java.time.Duration;

/** Time that moves only when the simulation says so. The wall clock may jump, durations do not. */
public final class SimTime implements TimeSource {
  /** When a simulation starts, in milliseconds of the Unix epoch. */
  public static final long START_MILLIS = Version.EPOCH_MILLIS + 1_000_000_000L;

  private long nanos;
  private long jumpedMillis;

  @Override
  public long millis() {
    return START_MILLIS + nanos / 1_000_000 + jumpedMillis;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  public void advance(Duration by) {
    nanos += by.toNanos();
  }

  /** Sets the wall clock forward, or back when negative. */
  public void jump(Duration by) {
    jumpedMillis += by.toMillis();
  }

  /** A timer whose tasks are steps of a process; time passes to when they are due. */
  public Timer timer(SimScheduler scheduler, int life) {
    return (delay, task) -> {
      long due = nanos + delay.toNanos();
      scheduler.step(
          life,
          "timer",
          () -> {
            nanos = Math.max(nanos, due);
            task.run();
          });
    };
  }
}
