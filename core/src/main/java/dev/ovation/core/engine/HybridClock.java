package dev.ovation.core.engine;

import dev.ovation.core.domain.Version;
import dev.ovation.core.port.TimeSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stamps versions: follows the wall clock, never steps back, and moves past every version it is
 * shown. Thread-safe and lock-free. See {@link Version} for the layout and its source.
 */
public final class HybridClock {
  private final TimeSource time;
  private volatile int node;
  private final AtomicLong last;

  /**
   * @param node 0 to {@link Version#NODE_MAX}; no two live clocks may share one
   * @param startAbove the highest version there is anywhere; the first stamp is above it
   */
  public HybridClock(TimeSource time, int node, long startAbove) {
    this.time = time;
    this.node = checked(node);
    this.last = new AtomicLong(startAbove);
  }

  private static int checked(int node) {
    if (node < 0 || node > Version.NODE_MAX) {
      throw new IllegalArgumentException("node must be 0 to " + Version.NODE_MAX + ", is " + node);
    }
    return node;
  }

  /** Stamps with another number from now on, because the one before was lost. */
  public void renumber(int newNode) {
    node = checked(newNode);
  }

  /** A version above all that this clock made or saw, and above {@code seen}. */
  public long next(long seen) {
    int number = node;
    long physical = Version.atMillis(time.millis(), number);
    while (true) {
      long before = last.get();
      long floor = Math.max(before, seen);
      // A full counter carries into the milliseconds: the fields are adjacent.
      long logical = (floor & ~(long) Version.NODE_MAX) + Version.STEP | number;
      long next = Math.max(physical, logical);
      if (last.compareAndSet(before, next)) {
        return next;
      }
    }
  }

  /** Moves the clock past a version that was met elsewhere. */
  public void observe(long version) {
    last.accumulateAndGet(version, Math::max);
  }

  /** How far this clock runs ahead of the wall clock, in milliseconds; 0 when it doesn't. */
  public long aheadMillis() {
    return Math.max(0, Version.millis(last.get()) - time.millis());
  }
}
