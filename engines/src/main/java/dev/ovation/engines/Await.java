package dev.ovation.engines;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what becomes true by itself, up to a deadline. */
public final class Await {
  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  private Await() {}

  /** A question that may be asked often. */
  public interface Condition {
    boolean holds() throws IOException;
  }

  /**
   * Asks until the answer is yes.
   *
   * @throws EngineException when that takes too long
   */
  public static void until(String what, Duration atMost, Condition condition) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new EngineException("after " + atMost + " it still does not hold: " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
