package dev.ovation.app.cli;

/** A server that listens. Thread-safe. */
public interface RunningServer extends AutoCloseable {

  /** Where it listens, for example {@code http://127.0.0.1:8893}. */
  String url();

  /** Waits until it serves. */
  void awaitReady() throws InterruptedException;

  /** Stops accepting, finishes what runs, flushes, and closes. Idempotent. */
  @Override
  void close();
}
