package dev.ovation.core.port;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A refusal or failure with a code. The message says what, why and what to do. */
public class OvationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public OvationException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public OvationException(ErrorCode code, String message, @Nullable Throwable cause) {
    // A stack trace helps only where we are to blame or a cause has one; refusals are frequent.
    super(message, cause, false, code.blame() == ErrorCode.Blame.US || cause != null);
    this.code = code;
  }

  /** What a future failed with, without the layers that futures put around it. */
  public static Throwable causeOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  public ErrorCode code() {
    return code;
  }
}
