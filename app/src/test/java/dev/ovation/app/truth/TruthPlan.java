package dev.ovation.app.truth;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What one round is like: everything about it that a seed chooses. Immutable. */
record TruthPlan(
    long seed,
    int targets,
    int actors,
    int writers,
    int readers,
    int batchOperationsMax,
    Duration duration,
    List<String> settings) {
  static final List<String> KINDS = List.of("like", "reaction", "view");
  static final List<String> REACTIONS = List.of("like", "love", "haha", "wow", "sad", "angry");

  /** Small bounds, so that everything is evicted, and a projector that is slow or far behind. */
  static TruthPlan of(long seed, Duration duration) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> settings = new ArrayList<>();
    settings.add("data.free-min=1MiB");
    settings.add("alerts.disk-free=1MiB");
    settings.add("hot.bytes-max=1MiB");
    settings.add("ledger.dictionary-entries-max=1000");
    settings.add("hot.view-rows-max=" + pick(random, "1", "3", "20", "10000"));
    settings.add("hot.entry-bytes-max=" + pick(random, "1MiB", "4MiB", "64MiB"));
    settings.add("log.partitions=" + pick(random, "1", "1", "3"));
    settings.add("projector.batch-events-max=" + pick(random, "7", "100", "2000", "20000"));
    settings.add("projector.linger=" + pick(random, "1ms", "50ms", "500ms", "3s"));
    settings.add("ledger.reader-threads=" + pick(random, "1", "2"));
    settings.add("ledger.wal-bytes-max=" + pick(random, "1MiB", "400MiB"));
    return new TruthPlan(
        seed,
        random.nextInt(2) == 0 ? 20 : 400,
        random.nextInt(2) == 0 ? 30 : 400,
        2 + random.nextInt(7),
        4 + random.nextInt(9),
        random.nextInt(2) == 0 ? 8 : 120,
        duration,
        settings);
  }

  private static String pick(SplittableRandom random, String... of) {
    return of[random.nextInt(of.length)];
  }

  Target target(int number) {
    return new Target("default", number % 3 == 0 ? "post" : "video", "t" + number);
  }

  /** Every third is one of a few, which many fight for. */
  Interaction interaction(SplittableRandom random, String kind) {
    boolean hot = random.nextInt(3) == 0;
    int target = random.nextInt(hot ? 3 : targets);
    int actor = random.nextInt(hot ? 5 : actors);
    return Interaction.of(target(target), kind, "u" + actor);
  }

  List<Target> allTargets() {
    List<Target> all = new ArrayList<>();
    for (int t = 0; t < targets; t++) {
      all.add(target(t));
    }
    return all;
  }

  List<TargetKind> allTargetKinds() {
    return allTargets().stream()
        .flatMap(target -> KINDS.stream().map(kind -> new TargetKind(target, kind)))
        .toList();
  }
}
