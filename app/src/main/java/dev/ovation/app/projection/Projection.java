package dev.ovation.app.projection;

import org.jspecify.annotations.Nullable;

/** What a process projects. Thread-safe; cheap to ask. */
public interface Projection {

  /** What it has done since the start. */
  ProjectionFigures figures();

  /** What it fails with at present; null when it works. */
  @Nullable String failing();
}
