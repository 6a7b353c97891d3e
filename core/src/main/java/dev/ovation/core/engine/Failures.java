package dev.ovation.core.engine;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.concurrent.CompletionException;

/** Turns whatever a future failed with into what callers are promised. */
final class Failures {
  private Failures() {}

  static OvationException of(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof OvationException known
        ? known
        : new OvationException(ErrorCode.INTERNAL, "unexpected failure: " + cause, cause);
  }
}
