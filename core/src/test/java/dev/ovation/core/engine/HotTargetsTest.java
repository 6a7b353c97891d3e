package dev.ovation.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.HotTarget;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HotTargetsTest {
  private static final long SEED = 7;
  private static final int ASKED = 100_000;

  private static TargetKind likesOf(int video) {
    return new TargetKind(new Target("default", "video", Integer.toString(video)), "like");
  }

  @Test
  void whatIsAskedForMostComesFirstAmongFarMoreThanAreTracked() {
    HotTargets hot = new HotTargets();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < ASKED; i++) {
      int dice = random.nextInt(10);
      hot.seen(likesOf(dice < 3 ? 1 : dice < 5 ? 2 : 100 + random.nextInt(50_000)));
    }

    List<HotTarget> hottest = hot.hottest(2);
    assertThat(hottest).extracting(HotTarget::targetKind).containsExactly(likesOf(1), likesOf(2));
    assertThat((double) hottest.getFirst().asked()).isBetween(0.25 * ASKED, 0.35 * ASKED);
    assertThat(hot.hottest(1_000)).hasSizeLessThan(200);
  }

  @Test
  void nothingIsHotBeforeAnythingWasAskedFor() {
    assertThat(new HotTargets().hottest(20)).isEmpty();
  }
}
