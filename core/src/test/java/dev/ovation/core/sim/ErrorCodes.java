package dev.ovation.core.sim;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.concurrent.CompletionException;

/** Finds the code of whatever a future failed with. */
final class ErrorCodes {
  private ErrorCodes() {}

  static ErrorCode of(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof OvationException known ? known.code() : ErrorCode.INTERNAL;
  }
}
