package dev.ovation.core.sim;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerListContract;
import org.jspecify.annotations.Nullable;

class SimLedgerTest extends LedgerListContract {
  private final Story story = new Story(false);
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private SimLedger.@Nullable Disk disk;

  @Override
  protected Ledger open(int partitions) {
    if (disk == null) {
      disk = new SimLedger.Disk(new Partitioner(partitions));
    }
    return new SimLedger(scheduler, story, disk, SimScheduler.OUTSIDE, () -> 0);
  }

  @Override
  protected void progress() {
    scheduler.runAll();
  }
}
