package dev.ovation.app.truth;

import dev.ovation.app.config.ConfigSources;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.profile.EmbeddedProfile;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.Explanation;
import dev.ovation.core.port.Ledger.ExplainedCount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One load on one fresh directory: half of it, everything read, a restart, the other half. */
final class TruthRound {
  private final TruthPlan plan;
  private final Path directory;
  private final Truth truth = new Truth();
  private final SplittableRandom random;

  TruthRound(TruthPlan plan, Path directory) {
    this.plan = plan;
    this.directory = directory;
    this.random = new SplittableRandom(plan.seed());
  }

  Truth run() throws Exception {
    for (int life = 0; life < 2 && !truth.isWrong(); life++) {
      EmbeddedProfile profile = open();
      try {
        profile.awaitReady();
        load(profile, life);
        // Nobody writes any more, and the ledger is still behind: all of it must be exact.
        reader(profile).readAll();
        if (life == 1) {
          awaitLedger(profile);
          reader(profile).readAll();
        }
      } finally {
        profile.close(Duration.ZERO);
      }
    }
    return truth;
  }

  private TruthReader reader(EmbeddedProfile profile) {
    return new TruthReader(plan, profile.service(), truth, random.split());
  }

  private void load(EmbeddedProfile profile, int life) throws Exception {
    long end = System.nanoTime() + plan.duration().toNanos() / 2;
    List<Callable<Void>> all = new ArrayList<>();
    for (int w = 0; w < plan.writers(); w++) {
      SplittableRandom own = random.split();
      String name = life + "w" + w;
      TruthWriter writer = new TruthWriter(plan, profile.service(), truth, own, name);
      all.add(
          () -> {
            writer.run(() -> System.nanoTime() < end);
            return null;
          });
    }
    for (int r = 0; r < plan.readers(); r++) {
      TruthReader reader = reader(profile);
      all.add(
          () -> {
            reader.run(() -> System.nanoTime() < end);
            return null;
          });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> each : threads.invokeAll(all)) {
        each.get();
      }
    }
  }

  /** Waits until the ledger has everything, and compares what it stores, counts and shows. */
  private void awaitLedger(EmbeddedProfile profile) throws Exception {
    for (Target target : plan.allTargets()) {
      long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      Explanation explanation = explain(profile, target);
      while (explanation.at().getFirst().h() < explanation.at().getFirst().logEnd()) {
        if (System.nanoTime() > giveUp) {
          throw new AssertionError("the ledger does not catch up: " + explanation);
        }
        explanation = explain(profile, target);
      }
      compare(target, explanation);
    }
  }

  private static Explanation explain(EmbeddedProfile profile, Target target) throws Exception {
    return profile.service().explain(target).get(60, TimeUnit.SECONDS);
  }

  private void compare(Target target, Explanation explanation) {
    for (String kind : TruthPlan.KINDS) {
      TargetKind of = new TargetKind(target, kind);
      Map<String, Long> stored = new TreeMap<>();
      for (ExplainedCount count : explanation.counts()) {
        if (count.targetKind().equals(of)) {
          stored.put(count.value(), count.stored());
        }
        if (count.stored() != count.counted()) {
          truth.found("rows and counts differ: " + count);
        }
      }
      Counts expected = truth.counts(of);
      if (!Counts.of(stored).equals(expected)) {
        truth.found(of + " is stored as " + stored + " instead of " + expected);
      }
      Counts shown = explanation.shown().get(kind);
      if (shown != null && !shown.equals(expected)) {
        truth.found(of + " is shown as " + shown + " instead of " + expected);
      }
    }
  }

  private EmbeddedProfile open() {
    List<String> settings = new ArrayList<>(plan.settings());
    settings.add("data.directory=" + directory);
    OvationConfig config =
        OvationConfig.load(new ConfigSources(null, Map.of(), settings, List.of()), 1L << 32)
            .config();
    return EmbeddedProfile.open(config, new SimpleMeterRegistry());
  }
}
