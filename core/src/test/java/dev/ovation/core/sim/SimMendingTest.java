package dev.ovation.core.sim;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.MendingContract;
import org.jspecify.annotations.Nullable;

/** The contract of those who mend a ledger, over the simulated one. */
final class SimMendingTest extends MendingContract {
  private final Story story = new Story(false);
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private @Nullable Swept made;

  @Override
  protected Swept open(int partitions) {
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
