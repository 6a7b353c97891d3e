package dev.ovation.core.sim;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;

/**
 * What a simulated process is put together from. The defaults are right; planted bugs override one
 * part each.
 */
public interface Parts {
  /** The right parts. */
  Parts GOOD = new Parts() {};

  /** What is wrong with the log. */
  default SimEventLog.Defect logDefect() {
    return SimEventLog.Defect.NONE;
  }

  /** The log that engine and projector see. */
  default EventLog log(EventLog log) {
    return log;
  }

  /**
   * The ledger that engine and projector see.
   *
   * @param scheduler where a defect may get its luck from
   */
  default Ledger ledger(Ledger ledger, SimScheduler scheduler) {
    return ledger;
  }

  /** The hot store that engine and projector see. */
  default HotStore hot(HotStore hot) {
    return hot;
  }

  /** Whether a watcher looks on, and nothing is purged that it may still look for. */
  default boolean isWatched() {
    return false;
  }

  /** Whether a sweeper looks on, too. */
  default boolean isSwept() {
    return false;
  }

  /** What somebody does by hand while it goes on. */
  default SimVandal.Mode vandalism() {
    return SimVandal.Mode.NOTHING;
  }

  /** Where the clock starts, given the highest version that the ledger has met. */
  default long clockStartsAbove(long highestVersion) {
    return highestVersion;
  }
}
