package dev.ovation.app.consistency;

import dev.ovation.core.consistency.SweepTotals;
import dev.ovation.core.consistency.Totals;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Where the figures of watching and sweeping are published. */
public interface ConsistencyMeters {
  /**
   * Publishes what a watcher has checked.
   *
   * @param windows how long after an event it looks
   */
  void bindWatcher(Totals totals, List<Duration> windows);

  /**
   * Publishes what a sweeper has read and found.
   *
   * @param held how many cases wait for somebody
   */
  void bindSweeper(SweepTotals totals, LongSupplier held);
}
