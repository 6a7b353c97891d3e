package dev.ovation.core.sim;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.SweptLedger.Swept;
import org.jspecify.annotations.Nullable;

/**
 * A simulated ledger for the contracts of those who go through one; the same however often it is
 * opened.
 */
final class SimSwept {
  private final Story story = new Story(false);
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private @Nullable Swept made;

  Swept open(int partitions) {
    if (made == null) {
      SimLedger.Disk disk = new SimLedger.Disk(new Partitioner(partitions));
      made =
          new Swept(
              new SimLedger(scheduler, story, disk, SimScheduler.OUTSIDE, () -> 0),
              new SimSweepLedger(disk, () -> false),
              new SimTampering(disk));
    }
    return made;
  }
}
