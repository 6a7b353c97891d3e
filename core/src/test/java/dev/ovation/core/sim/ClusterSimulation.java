package dev.ovation.core.sim;

import dev.ovation.core.sim.Simulation.Trace;
import org.jspecify.annotations.Nullable;

/** Runs seeds of a cluster. A seed that fails is run once more with its story recorded. */
final class ClusterSimulation {
  private ClusterSimulation() {}

  /**
   * Runs a seed.
   *
   * @throws AssertionError with seed, last steps and story when an invariant does not hold
   */
  static Trace check(long seed, ClusterParts parts) {
    ClusterWorld world = new ClusterWorld(seed, parts, false);
    Throwable failure = run(world);
    if (failure != null) {
      throw new AssertionError(
          "cluster seed "
              + seed
              + " (-Dovation.clusterSeed="
              + seed
              + "): "
              + failure
              + "\n"
              + story(seed, parts),
          failure);
    }
    return new Trace(world.steps(), world.traceHash());
  }

  static String story(long seed, ClusterParts parts) {
    ClusterWorld world = new ClusterWorld(seed, parts, true);
    Throwable failure = run(world);
    return world.explain(failure == null ? new AssertionError("nothing failed") : failure);
  }

  private static @Nullable Throwable run(ClusterWorld world) {
    try {
      world.run();
      return null;
    } catch (RuntimeException | AssertionError e) {
      return e;
    }
  }
}
