package dev.ovation.bench;

import dev.ovation.bench.LoadDriver.Load;
import java.util.SplittableRandom;

/** Who likes what: evenly, but for a share of all likes that goes to one target. */
record Targets(Load load) {
  private static final String HOT = "video:hot";

  String target(SplittableRandom random) {
    return load.hotShare() > 0 && random.nextDouble() < load.hotShare()
        ? HOT
        : "video:" + random.nextInt(load.targets());
  }

  String actor(SplittableRandom random) {
    return "u" + random.nextInt(load.actors());
  }
}
