package dev.ovation.app.cli.csvimport;

import org.jspecify.annotations.Nullable;

/** The import ended early. It can be resumed by running it again. */
public final class ImportStoppedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean unreachable;

  ImportStoppedException(String message, boolean unreachable, @Nullable Throwable cause) {
    super(message, cause);
    this.unreachable = unreachable;
  }

  /** True when no server answered. */
  public boolean isUnreachable() {
    return unreachable;
  }
}
