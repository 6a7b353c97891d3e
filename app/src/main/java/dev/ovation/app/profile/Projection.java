package dev.ovation.app.profile;

import org.jspecify.annotations.Nullable;

/** What a process projects, in figures. Thread-safe; cheap to ask. */
interface Projection {

  /** Events committed since the start. */
  long projected();

  /** Events that went to the dead letters since the start. */
  long parked();

  /** Tries that failed since the start. */
  long failures();

  /** What it fails with at present; null when it works. */
  @Nullable String failing();
}
