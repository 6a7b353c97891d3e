package dev.ovation.core.projection;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;

/** What ports' futures fail with. */
final class Failures {
  private Failures() {}

  /** The code of a port's failure; {@link ErrorCode#INTERNAL} for anything else. */
  static ErrorCode codeOf(Throwable failure) {
    return OvationException.causeOf(failure) instanceof OvationException known
        ? known.code()
        : ErrorCode.INTERNAL;
  }
}
