package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule of the cluster is needed: without it an invariant breaks soon. */
class ClusterPlantedBugsTest {
  private static final int SEEDS_MAX = Integer.getInteger("ovation.bugSeeds", 4_000);

  @ParameterizedTest
  @EnumSource
  void isCaught(ClusterBug bug) {
    Long seed = bug.caughtBy(SEEDS_MAX);

    assertThat(seed).as("%s within %d seeds", bug, SEEDS_MAX).isNotNull();
    if (seed != null) {
      System.out.printf(
          Locale.ROOT,
          "cluster bug %s: caught by seed %d: %s%n",
          bug,
          seed,
          ClusterSimulation.failure(seed, bug));
    }
  }
}
