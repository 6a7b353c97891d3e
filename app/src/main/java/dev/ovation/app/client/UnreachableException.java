package dev.ovation.app.client;

import java.io.IOException;

/**
 * No answer came: nothing listens, or the connection broke. A write may or may not have happened.
 */
public final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
