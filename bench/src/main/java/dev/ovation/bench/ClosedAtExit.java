package dev.ovation.bench;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes away what a benchmark made: when it is closed, or when the process is told to end before,
 * as by Ctrl-C. Thread-safe.
 *
 * @param <E> what taking it away may fail with
 */
final class ClosedAtExit<E extends Exception> {
  private final Taking<E> taking;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Thread hook = new Thread(this::exiting, "bench clean-up");

  /** Takes something away. */
  @FunctionalInterface
  interface Taking<E extends Exception> {
    void away() throws E;
  }

  ClosedAtExit(Taking<E> taking) {
    this.taking = taking;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void exiting() {
    try {
      away();
    } catch (Exception e) {
      System.err.println("bench: something is left behind: " + e);
    }
  }

  /** Takes it away, unless that was done or is being done. */
  void away() throws E {
    if (taken.compareAndSet(false, true)) {
      taking.away();
    }
  }
}
