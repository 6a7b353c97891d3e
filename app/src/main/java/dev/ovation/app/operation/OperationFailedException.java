package dev.ovation.app.operation;

/** An operation can't be finished; the message says why and what to do. */
public final class OperationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OperationFailedException(String message) {
    super(message, null, false, false);
  }
}
