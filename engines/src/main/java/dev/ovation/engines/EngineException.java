package dev.ovation.engines;

import org.jspecify.annotations.Nullable;

/** An engine could not be unpacked, started or stopped. The message says what it printed. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineException(String message) {
    this(message, null);
  }

  public EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Leaves the thread interrupted. */
  static EngineException interrupted(String doing, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new EngineException("interrupted while " + doing, cause);
  }
}
