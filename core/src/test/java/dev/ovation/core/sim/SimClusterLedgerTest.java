package dev.ovation.core.sim;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterLedgerContract;
import java.util.Set;

class SimClusterLedgerTest extends ClusterLedgerContract {
  private final Story story = new Story(false);
  private final SimScheduler scheduler = new SimScheduler(1, story);

  @Override
  protected ClusterLedger open() {
    SimClusterDisk disk =
        new SimClusterDisk(
            new Partitioner(1), new SimTime(), new SimLeases(new SimTime()), Set.of());
    return new SimClusterLedger(scheduler, story, disk, SimScheduler.OUTSIDE, () -> 0);
  }

  @Override
  protected void progress() {
    scheduler.runAll();
  }
}
