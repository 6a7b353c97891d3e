package dev.ovation.app.operation;

import org.jspecify.annotations.Nullable;

/**
 * The right to work on something, which one node at a time has. For one thread, but that any may
 * give it back.
 */
public interface Turn extends AutoCloseable {

  /** Whether this node has it still; it asks as seldom as it can. */
  boolean isHeld();

  /** Gives it back. */
  @Override
  void close();

  /** Gives turns. Thread-safe. */
  @FunctionalInterface
  interface Giver {
    /** A turn; null while another node has it. */
    @Nullable Turn take(String name);
  }

  /** Where there is one process, it is always its turn. */
  static Turn always() {
    return new Turn() {
      @Override
      public boolean isHeld() {
        return true;
      }

      @Override
      public void close() {}
    };
  }
}
