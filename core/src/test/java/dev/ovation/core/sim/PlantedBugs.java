package dev.ovation.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** All bugs that are planted to see whether the simulator would catch them. */
public final class PlantedBugs {
  /** Seeds that are lived through at the same time. */
  private static final int AT_ONCE = 32;

  private PlantedBugs() {}

  /**
   * A bug, and the histories that are lived with it.
   *
   * @param where in which simulator
   */
  public record Planted(String where, String name, LongFunction<@Nullable Throwable> lives) {

    /** The first seed from 1 on that breaks an invariant; null when none up to the last does. */
    public @Nullable Caught caughtWithin(int seeds) {
      for (long from = 1; from <= seeds; from += AT_ONCE) {
        OptionalLong first =
            LongStream.range(from, Math.min(from + AT_ONCE, seeds + 1L))
                .parallel()
                .filter(seed -> lives.apply(seed) instanceof InvariantViolation)
                .min();
        if (first.isPresent()) {
          long seed = first.getAsLong();
          return new Caught(seed, (InvariantViolation) Objects.requireNonNull(lives.apply(seed)));
        }
      }
      return null;
    }

    @Override
    public String toString() {
      return where + ": " + name;
    }
  }

  /** Which seed caught a bug, and by what. */
  public record Caught(long seed, InvariantViolation broken) {}

  public static List<Planted> all() {
    List<Planted> all = new ArrayList<>();
    for (PlantedBug bug : PlantedBug.values()) {
      all.add(new Planted("process", bug.name(), seed -> failure(process(seed, bug))));
    }
    for (ClusterBug bug : ClusterBug.values()) {
      all.add(new Planted("cluster", bug.name(), seed -> failure(cluster(seed, bug))));
    }
    for (RepairBug bug : RepairBug.values()) {
      all.add(new Planted("repairs in a process", bug.name(), seed -> mended(process(seed, bug))));
    }
    for (ClusterRepairBug bug : ClusterRepairBug.values()) {
      all.add(new Planted("repairs in a cluster", bug.name(), seed -> mended(cluster(seed, bug))));
    }
    return all;
  }

  private static History process(long seed, Parts bug) {
    return new World(seed, bug, false);
  }

  private static History cluster(long seed, ClusterParts bug) {
    return new ClusterWorld(seed, bug, false);
  }

  private static @Nullable Throwable failure(History history) {
    return Lives.failure(history, lived -> {});
  }

  private static @Nullable Throwable mended(History history) {
    return Lives.failure(history, lived -> lived.vandal().closed());
  }
}
