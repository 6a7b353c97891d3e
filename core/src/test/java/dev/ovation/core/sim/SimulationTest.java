package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.figures.Figures;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the simulator over many seeds. {@code -Dovation.seed=N} runs one seed and tells its whole
 * story; {@code -Dovation.firstSeed=N} starts the ranges somewhere else.
 */
class SimulationTest {
  private static final int SEEDS = 12_000;
  private static final int SEEDS_LONG = 200_000;

  @Test
  void invariantsHoldForEverySeed() {
    Long one = Long.getLong("ovation.seed");
    if (one != null) {
      System.out.println(Setting.PROCESS.story(one));
      Setting.PROCESS.check(one);
    } else {
      runSeeds(Long.getLong("ovation.firstSeed", 1), SEEDS);
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
            .map(seed -> Setting.PROCESS.check(seed).steps())
            .sum();
    Figures.tell(
        "simulator",
        "seeds %d to %d, %d steps, %d ms",
        first,
        first + count - 1,
        steps,
        (System.nanoTime() - started) / 1_000_000);
  }

  @Test
  void theSameSeedLivesThroughTheSameHistory() {
    for (long seed = 1; seed <= 200; seed++) {
      assertThat(Setting.PROCESS.check(seed))
          .as("seed %d", seed)
          .isEqualTo(Setting.PROCESS.check(seed));
    }
  }

  @Test
  void differentSeedsLiveThroughDifferentHistories() {
    assertThat(
            LongStream.range(1, 200)
                .map(seed -> Setting.PROCESS.check(seed).traceHash())
                .distinct()
                .count())
        .isEqualTo(199);
  }
}
