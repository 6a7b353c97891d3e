package dev.ovation.core.sim;

import dev.ovation.core.port.CheckpointsContract;
import dev.ovation.core.port.ClusterLedger;
import java.util.Set;

class SimCheckpointsTest extends CheckpointsContract {
  private final Story story = new Story(false);
  private final SimTime time = new SimTime();

  @Override
  protected ClusterLedger open() {
    SimClusterDisk disk = new SimClusterDisk(PARTITIONER, time, new SimLeases(time), Set.of());
    return new SimClusterLedger(
        new SimScheduler(1, story), story, disk, SimScheduler.OUTSIDE, () -> 0);
  }
}
