package dev.ovation.app.process;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** Waiting for what becomes true by itself, as seen by a client. */
final class Eventually {
  private static final Duration POLL = Duration.ofMillis(20);

  private Eventually() {}

  /** A question to a server. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /** Asks until the answer is yes; fails when that takes too long. */
  static void holds(String what, Duration atMost, Condition condition)
      throws IOException, InterruptedException {
    holds(() -> what, atMost, condition);
  }

  /** The same, and what is told of a failure is what there is to tell by then. */
  static void holds(Supplier<String> what, Duration atMost, Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("after " + atMost + " it still does not hold: " + what.get());
      }
      Thread.sleep(POLL);
    }
  }
}
