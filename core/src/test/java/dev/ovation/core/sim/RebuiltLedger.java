package dev.ovation.core.sim;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.PlaceTerm;
import dev.ovation.core.sim.hot.HotServers;
import dev.ovation.core.sim.hot.ScriptedHotStore;
import dev.ovation.core.sim.hot.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An empty ledger that is projected from a log to its end. Owners of its partitions take their
 * steps in any order, and now and then there is a new one.
 */
final class RebuiltLedger {
  private static final int STEPS_MAX = 20_000;
  private static final int BATCH = 3;

  private final SimScheduler random;
  private final Partitioner partitioner;
  private final Kinds kinds;
  private final SimTime time = new SimTime();
  private final SimClusterDisk disk;
  private final EventLog log;
  private final ClusterLedger ledger;
  private final ClusterHotStore hot;
  private final List<ClusterProjector> projectors = new ArrayList<>();

  RebuiltLedger(
      SimScheduler random, Story story, EventLog log, Partitioner partitioner, Kinds kinds) {
    this.random = random;
    this.partitioner = partitioner;
    this.kinds = kinds;
    this.log = log;
    this.disk = new SimClusterDisk(partitioner, time, new SimLeases(time), Set.of());
    this.ledger = new SimClusterLedger(random, story, disk, SimScheduler.OUTSIDE, () -> 0);
    HotServers servers =
        new HotServers(1, ClusterScript.USUAL, Set.of(), () -> time.nanos() / 1_000_000);
    this.hot = new ScriptedHotStore(partitioner, servers, Wire.NONE);
    for (int p = 0; p < partitioner.partitions(); p++) {
      projectors.add(newOwner(p));
    }
  }

  private ClusterProjector newOwner(int partition) {
    return new ClusterProjector(
        partition,
        new ClusterProjector.Ports(
            log,
            ledger,
            hot,
            kinds,
            time,
            new PlaceKeeper(hot, time, PlaceTerm.STANDARD),
            partitioner,
            new CheckpointPace(Duration.ZERO, 2),
            ProjectionListener.NONE),
        BATCH);
  }

  /**
   * Projects to the end; fails with what a step fails with.
   *
   * @return the ledger's state
   */
  SimClusterDisk projected() {
    int steps = 0;
    while (isBehind()) {
      int p = random.random(projectors.size());
      if (random.chance(3)) {
        projectors.set(p, newOwner(p));
      } else if (random.chance(5)) {
        projectors.get(p).heartbeat();
      }
      projectors.get(p).step().join();
      if (++steps > STEPS_MAX) {
        throw new InvariantViolation(Invariant.PROGRESS, null, "the rebuild does not end");
      }
    }
    return disk;
  }

  private boolean isBehind() {
    for (int p = 0; p < projectors.size(); p++) {
      if (disk.ledger().now(p).position().h() < log.end(p)) {
        return true;
      }
    }
    return false;
  }
}
