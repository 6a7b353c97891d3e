package dev.ovation.core.projection;

import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a transaction that failed is worth: whether trying again helps, or an event must go.
 *
 * <ul>
 *   <li><em>Poison</em>: the ledger says that it will never take this. Trying again is of no use.
 *   <li><em>Transient</em> and <em>capacity</em>: something is away, slow or full. Whoever drives
 *       the projector tries again, after longer and longer pauses, for as long as it takes: nothing
 *       is parked because the ledger is ill.
 *   <li><em>Unexplained</em>: what nobody foresaw, a defect of ours most likely. It is taken for
 *       transient at first, and for poison once it has come several times in a row, so that one
 *       event can't hold up all that come after it.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class Refusals {
  /** Tries of what nobody foresaw, with the driver's pauses between them. */
  static final int UNEXPLAINED_MAX = 5;

  private int unexplained;

  /** A transaction went well. */
  void none() {
    unexplained = 0;
  }

  /**
   * Why an event must be parked; null when the failure says nothing of the events, and is to be
   * thrown on.
   */
  @Nullable String reason(RuntimeException failure) {
    if (failure instanceof RejectedException rejected) {
      return String.valueOf(rejected.getMessage());
    }
    if (failure instanceof OvationException) {
      return null;
    }
    unexplained++;
    return unexplained < UNEXPLAINED_MAX
        ? null
        : "failed " + UNEXPLAINED_MAX + " times, at last with " + failure;
  }
}
