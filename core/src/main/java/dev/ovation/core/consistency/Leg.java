package dev.ovation.core.consistency;

import java.util.concurrent.CompletableFuture;

/**
 * A part of a pass. It moves in steps of at most one kind of call to a port. Not thread-safe: a
 * driver waits for a step before it takes the next. A step that fails has changed nothing, and is
 * taken again.
 */
interface Leg {
  /** Takes one step; what it blocks on is the ledger or the log, never the hot store. */
  CompletableFuture<Took> step();

  /**
   * What a step did.
   *
   * @param done the leg is at its end
   * @param rows how many rows, events or items were read
   * @param pause the next step is to look again at what was about to change
   */
  record Took(boolean done, long rows, boolean pause) {
    static final Took DONE = new Took(true, 0, false);

    static Took more(long rows) {
      return new Took(false, rows, false);
    }

    static Took of(boolean done, long rows) {
      return new Took(done, rows, false);
    }
  }
}
