package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What fails is made smaller, and still fails the same way. */
class ShrinkingTest {
  @Test
  void aFailureIsToldInFewerSteps() {
    PlantedBug bug = PlantedBug.NO_VERSION_CHECK;
    Lives lives = (seed, change, recording) -> new World(seed, bug, recording, change);
    SeedFailure failed = firstFailure(lives);
    History before = lives.history(failed.seed(), UnaryOperator.identity(), false);
    assertThat(lives.failure(before)).isNotNull();

    Shrinking.Smallest smallest = new Shrinking(lives, failed).smallest();

    assertThat(smallest.steps()).isLessThan(before.steps() * 2 / 3);
    assertThat(failed.isLike(smallest.failure())).isTrue();
    assertThat(smallest.story()).contains("the story of");
  }

  private static SeedFailure firstFailure(Lives lives) {
    for (long seed = 1; ; seed++) {
      Throwable failure = lives.failure(lives.history(seed, UnaryOperator.identity(), false));
      if (failure != null) {
        return new SeedFailure(Setting.PROCESS, seed, failure);
      }
    }
  }
}
