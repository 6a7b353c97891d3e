package dev.ovation.app.profile;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What runs an engine's pauses and its blocking calls. Thread-safe. */
final class EngineThreads implements AutoCloseable {
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("timer").factory());

  /** A virtual thread a task. */
  Executor blocking() {
    return blocking;
  }

  /** Runs a task later, on a thread that it must not block. */
  void after(Duration delay, Runnable task) {
    var _ = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task now and again and again, on a thread that it must not block. */
  void every(Duration interval, Runnable task) {
    var _ = timer.scheduleAtFixedRate(task, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What was to run later is dropped; blocking calls end by themselves. */
  @Override
  public void close() {
    timer.shutdownNow();
    blocking.shutdown();
  }
}
