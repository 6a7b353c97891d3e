package dev.ovation.app.profile;

import org.jspecify.annotations.Nullable;

/** What a process projects, in figures. Thread-safe; cheap to ask. */
interface Projection {

  /** Events committed since the start. */
  long projected();

  /** Events that went to the dead letters since the start. */
  long parked();

  /** Dead letters whose event was applied after all, since the start. */
  long retried();

  /** Dead letters that were given up since the start. */
  long dropped();

  /** Tries that failed since the start. */
  long failures();

  /** What it fails with at present; null when it works. */
  @Nullable String failing();
}
