package dev.ovation.core.sim;

import org.jspecify.annotations.Nullable;

/** Runs seeds. A seed that fails is run once more with its story recorded. */
public final class Simulation {
  private Simulation() {}

  /** What tells one history from another. */
  public record Trace(long steps, long traceHash) {}

  /**
   * Runs a seed.
   *
   * @throws AssertionError with seed, last steps and story when an invariant does not hold
   */
  public static Trace check(long seed, Parts parts) {
    World world = new World(seed, parts, false);
    Throwable failure = run(world);
    if (failure != null) {
      throw new AssertionError(
          "seed " + seed + " (-Dovation.seed=" + seed + "): " + failure + "\n" + story(seed, parts),
          failure);
    }
    return new Trace(world.steps(), world.traceHash());
  }

  /** Runs a seed and tells what happened. */
  public static String story(long seed, Parts parts) {
    World world = new World(seed, parts, true);
    Throwable failure = run(world);
    return world.explain(failure == null ? new AssertionError("nothing failed") : failure);
  }

  private static @Nullable Throwable run(World world) {
    try {
      world.run();
      return null;
    } catch (RuntimeException | AssertionError e) {
      return e;
    }
  }
}
