package dev.ovation.core.projection;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.concurrent.CompletionException;

/** What ports' futures fail with. */
final class Failures {
  private Failures() {}

  /** The code of a port's failure; {@link ErrorCode#INTERNAL} for anything else. */
  static ErrorCode codeOf(Throwable failure) {
    return causeOf(failure) instanceof OvationException known ? known.code() : ErrorCode.INTERNAL;
  }

  /** What a port failed with, without what futures put around it. */
  static Throwable causeOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
