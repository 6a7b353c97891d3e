package dev.ovation.core.projection;

import java.util.concurrent.CompletableFuture;

/**
 * What the owner of a partition does between batches, in steps of at most one call that changes
 * something. A step that failed may be taken again. Not thread-safe.
 */
interface Chore {

  /** A second has passed. */
  void heartbeat();

  /** Whether there is something to do now. */
  boolean isDue();

  /** Takes a step. The future fails with what a port failed with. */
  CompletableFuture<?> step(long epoch);
}
