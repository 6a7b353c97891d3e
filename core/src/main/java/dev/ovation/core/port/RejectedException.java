package dev.ovation.core.port;

import org.jspecify.annotations.Nullable;

/**
 * The ledger refuses what a transaction wants to write, and would refuse it again: the fault is
 * with an event, not with the ledger. Nothing of the transaction stays.
 */
public final class RejectedException extends OvationException {
  private static final long serialVersionUID = 1L;

  public RejectedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.LEDGER_UNAVAILABLE, message, cause);
  }
}
