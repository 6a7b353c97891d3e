package dev.ovation.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.MostAsked.Asked;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MostAskedTest {
  private static final long SEED = 7;
  private static final int ASKED = 100_000;

  private static TargetKind likesOf(int video) {
    return new TargetKind(new Target("default", "video", Integer.toString(video)), "like");
  }

  @Test
  void whatIsAskedForMostComesFirstAmongFarMoreThanAreTracked() {
    MostAsked<TargetKind> hot = new MostAsked<>();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < ASKED; i++) {
      int dice = random.nextInt(10);
      hot.seen(likesOf(dice < 3 ? 1 : dice < 5 ? 2 : 100 + random.nextInt(50_000)));
    }

    List<Asked<TargetKind>> hottest = hot.top(2);
    assertThat(hottest).extracting(Asked::what).containsExactly(likesOf(1), likesOf(2));
    assertThat((double) hottest.getFirst().times()).isBetween(0.25 * ASKED, 0.35 * ASKED);
    assertThat(hot.top(1_000)).hasSizeLessThan(600);
  }

  @Test
  void nothingIsHotBeforeAnythingWasAskedFor() {
    assertThat(new MostAsked<TargetKind>().top(20)).isEmpty();
  }
}
