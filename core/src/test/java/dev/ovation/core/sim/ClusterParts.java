package dev.ovation.core.sim;

import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.NearReads;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.DirectPath;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.sim.hot.Defect;
import java.util.Set;

/**
 * What a simulated cluster is put together from. The defaults are right; bugs override one part.
 */
interface ClusterParts {
  /** The right parts. */
  ClusterParts GOOD = new ClusterParts() {};

  /** Rules that the hot store leaves out. */
  default Set<Defect> hotDefects() {
    return Set.of();
  }

  /** Rules that the ledger leaves out. */
  default Set<SimClusterDisk.Defect> ledgerDefects() {
    return Set.of();
  }

  /** The log that projectors and engines see. */
  default EventLog log(EventLog log) {
    return log;
  }

  /** The hot store that engines and projectors see. */
  default ClusterHotStore hot(ClusterHotStore hot) {
    return hot;
  }

  /** Whether each node has a watcher that looks on. */
  default boolean isWatched() {
    return false;
  }

  /** Whether a node sweeps. */
  default boolean isSwept() {
    return false;
  }

  /** What somebody does by hand while it goes on. */
  default SimVandal.Mode vandalism() {
    return SimVandal.Mode.NOTHING;
  }

  /** How much faster than those of nodes the clocks of the hot store's servers are. */
  default int driftPermille(int planned) {
    return planned;
  }

  /** The counts that a node's engine keeps near. */
  default NearReads near(NearReads.Settings settings, TimeSource time) {
    return new NearReads(settings, time);
  }

  /** The direct path that engines see. */
  default DirectPath direct(DirectPath direct, HybridClock clock) {
    return direct;
  }
}
