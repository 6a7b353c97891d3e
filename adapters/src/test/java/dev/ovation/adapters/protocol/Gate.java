package dev.ovation.adapters.protocol;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A point that calls pass, and where they wait while it is closed: so a test decides which of two
 * things happens first. What was let through runs on the thread that let it. Thread-safe.
 */
final class Gate {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean closed;

  /** Runs the call, now or when it is let through. */
  void pass(Runnable call) {
    synchronized (this) {
      if (closed) {
        waiting.add(call);
        notifyAll();
        return;
      }
    }
    call.run();
  }

  synchronized void close() {
    closed = true;
  }

  /** Lets everything through, in the order in which it came. */
  void open() {
    synchronized (this) {
      closed = false;
    }
    for (Runnable call = poll(); call != null; call = poll()) {
      call.run();
    }
  }

  private synchronized @Nullable Runnable poll() {
    return waiting.poll();
  }

  /** Waits until so many calls stand before the gate; fails when that takes too long. */
  synchronized void await(int count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (waiting.size() < count) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(waiting.size() + " calls came to the gate, not " + count);
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        throw new AssertionError("the test was told to end", e);
      }
    }
  }
}
