package dev.ovation.app.operation;

import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;

/** A kind of long work. Thread-safe. */
public interface OperationKind {

  /** What requests for it say. */
  String name();

  /**
   * Takes an operation up, at its beginning or wherever its progress says.
   *
   * @throws OperationFailedException when it can't be done
   */
  Run begin(Operation operation) throws InterruptedException;

  /** One node's work on one operation, for one thread. */
  interface Run extends AutoCloseable {
    /**
     * Does the next slice, which takes some hundred milliseconds: between slices the operation can
     * be paused, and another node may have done a slice as well, so doing one twice must be
     * harmless. What fails with an {@link dev.ovation.core.port.OvationException} that another try
     * may heal is tried again.
     *
     * @throws OperationFailedException when it can't be finished
     */
    Slice next(Progress from) throws InterruptedException;

    @Override
    default void close() {}
  }

  /**
   * What a slice came to.
   *
   * @param isLast true when the operation is done
   * @param detail how it stands, for people
   */
  record Slice(Progress progress, boolean isLast, String detail) {
    public static Slice more(Progress progress, String detail) {
      return new Slice(progress, false, detail);
    }

    public static Slice last(Progress progress, String detail) {
      return new Slice(progress, true, detail);
    }
  }
}
