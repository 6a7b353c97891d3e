package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.figures.Figures;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the cluster's simulator over many seeds. {@code -Dovation.clusterSeed=N} runs one seed and
 * tells its whole story.
 */
class ClusterSimulationTest {
  private static final int SEEDS = 4_000;
  private static final int SEEDS_LONG = 50_000;

  @Test
  void invariantsHoldForEverySeed() {
    Long one = Long.getLong("ovation.clusterSeed");
    if (one != null) {
      System.out.println(Setting.CLUSTER.story(one));
      Setting.CLUSTER.check(one);
    } else {
      runSeeds(
          Long.getLong("ovation.firstSeed", 1), Integer.getInteger("ovation.clusterSeeds", SEEDS));
    }
  }

  @Test
  @Tag("long")
  void invariantsHoldForEverySeedOfALongRun() {
    runSeeds(Long.getLong("ovation.firstSeed", 1_000_000), SEEDS_LONG);
  }

  private static void runSeeds(long first, int count) {
    long started = System.nanoTime();
    long steps =
        LongStream.range(first, first + count)
            .parallel()
            .map(seed -> Setting.CLUSTER.check(seed).steps())
            .sum();
    Figures.tell(
        "cluster simulator",
        "seeds %d to %d, %d steps, %d ms",
        first,
        first + count - 1,
        steps,
        (System.nanoTime() - started) / 1_000_000);
  }

  @Test
  void theSameSeedLivesThroughTheSameHistory() {
    for (long seed = 1; seed <= 30; seed++) {
      assertThat(Setting.CLUSTER.check(seed))
          .as("seed %d", seed)
          .isEqualTo(Setting.CLUSTER.check(seed));
    }
  }
}
