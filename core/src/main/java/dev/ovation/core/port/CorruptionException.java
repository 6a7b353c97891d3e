package dev.ovation.core.port;

import org.jspecify.annotations.Nullable;

/** Stored data is damaged. The message names the file, the place in it and what to do. */
public final class CorruptionException extends OvationException {
  private static final long serialVersionUID = 1L;

  public CorruptionException(String message, @Nullable Throwable cause) {
    super(ErrorCode.INTERNAL, message, cause);
  }
}
