package dev.ovation.core.port;

import java.time.Duration;

/** Runs something later. Thread-safe; the task must not block. */
@FunctionalInterface
public interface Timer {
  void after(Duration delay, Runnable task);
}
