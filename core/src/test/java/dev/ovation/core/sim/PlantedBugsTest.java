package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulator is worth what it catches: every planted bug breaks an invariant soon. */
class PlantedBugsTest {
  private static final int SEEDS_MAX = 1_000;

  @ParameterizedTest
  @EnumSource
  void isCaught(PlantedBug bug) {
    Throwable failure = null;
    long seed = 0;
    while (failure == null && seed < SEEDS_MAX) {
      failure = Simulation.failure(++seed, bug);
    }
    assertThat(failure)
        .as("%s within %d seeds", bug, SEEDS_MAX)
        .isInstanceOf(InvariantViolation.class);
    System.out.printf(
        Locale.ROOT,
        "planted bug %s: caught by seed %d: %s%n",
        bug,
        seed,
        Objects.requireNonNull(failure).getMessage());
  }
}
