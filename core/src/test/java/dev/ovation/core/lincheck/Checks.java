package dev.ovation.core.lincheck;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** How much is tried: little each time, more in the long form. */
final class Checks {
  private static final boolean LONG = Boolean.getBoolean("ovation.long");

  private Checks() {}

  /** Schedules are gone through one by one, then left to the machine. */
  static void linearizable(Class<?> structure) {
    new ModelCheckingOptions()
        .iterations(LONG ? 100 : 5)
        .invocationsPerIteration(LONG ? 2_000 : 150)
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .check(structure);
    new StressOptions()
        .iterations(LONG ? 50 : 3)
        .invocationsPerIteration(LONG ? 5_000 : 300)
        .threads(3)
        .actorsPerThread(3)
        .check(structure);
  }
}
