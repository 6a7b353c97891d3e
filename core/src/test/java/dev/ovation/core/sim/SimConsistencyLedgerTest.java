package dev.ovation.core.sim;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ConsistencyLedgerContract;
import org.jspecify.annotations.Nullable;

class SimConsistencyLedgerTest extends ConsistencyLedgerContract {
  private final Story story = new Story(false);
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private @Nullable Watched made;

  @Override
  protected Watched open(int partitions) {
    if (made == null) {
      SimLedger.Disk disk = new SimLedger.Disk(new Partitioner(partitions));
      made =
          new Watched(
              new SimLedger(scheduler, story, disk, SimScheduler.OUTSIDE, () -> 0),
              new SimConsistencyLedger(disk, () -> false));
    }
    return made;
  }
}
