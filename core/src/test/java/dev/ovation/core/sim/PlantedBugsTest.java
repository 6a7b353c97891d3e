package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.sim.PlantedBugs.Caught;
import dev.ovation.core.sim.PlantedBugs.Planted;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulator is worth what it catches: every planted bug breaks an invariant soon. */
class PlantedBugsTest {
  private static final int SEEDS_MAX = Integer.getInteger("ovation.bugSeeds", 4_000);

  static List<Planted> bugs() {
    return PlantedBugs.all();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isCaught(Planted bug) {
    Caught caught = bug.caughtWithin(SEEDS_MAX);

    assertThat(caught).as("%s within %d seeds", bug, SEEDS_MAX).isNotNull();
    System.out.printf("planted bug, %s: %s%n", bug, caught);
  }
}
