package dev.ovation.adapters.sqlite;

/** Told what the log does, for metrics. Called on the writer thread; must be quick, never throw. */
public interface LogObserver {
  LogObserver NONE = new LogObserver() {};

  /**
   * A group commit is durable.
   *
   * @param commitNanos from the start of the transaction until after its fsync
   * @param queueDepth events that waited meanwhile
   */
  default void committed(int events, long bytes, long commitNanos, int queueDepth) {}

  /** A group commit failed; its outcome was told to every caller. */
  default void failed(int events) {}
}
