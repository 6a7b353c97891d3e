package dev.ovation.core.sim;

import dev.ovation.core.consistency.WatchSettings;
import dev.ovation.core.consistency.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Drives a watcher now and then, with windows as short as simulated histories need them. */
final class SimWatcher {
  static final WatchSettings SETTINGS =
      new WatchSettings(
          List.of(
              Duration.ofMillis(20),
              Duration.ofMillis(100),
              Duration.ofMillis(500),
              Duration.ofSeconds(60)),
          100_000,
          7,
          Duration.ofMillis(50),
          5_000);

  private static final int CHANCE_PERCENT = 20;
  private static final int STEPS_MAX = 100_000;

  final Watcher watcher;
  private final SimScheduler scheduler;
  private final int life;
  private final Consumer<Throwable> failIfUnexpected;
  private boolean busy;

  SimWatcher(
      Watcher.Ports ports, SimScheduler scheduler, int life, Consumer<Throwable> failIfUnexpected) {
    this.watcher = new Watcher(ports, SETTINGS);
    this.scheduler = scheduler;
    this.life = life;
    this.failIfUnexpected = failIfUnexpected;
  }

  /** Lets it go on, if it wants to. */
  void wake() {
    if (!busy && scheduler.chance(CHANCE_PERCENT)) {
      next();
    }
  }

  private void next() {
    busy = true;
    scheduler.step(
        life,
        "watcher steps",
        () -> {
          var _ = watcher.step().whenComplete(this::stepped);
        });
  }

  private void stepped(Watcher.@Nullable Progress progress, @Nullable Throwable failure) {
    busy = false;
    if (failure != null) {
      failIfUnexpected.accept(failure);
    } else if (progress != null && !progress.idle()) {
      next();
    }
  }

  /** Lets time pass until every event that is watched has gone through all windows. */
  void finish(SimTime time) {
    for (int i = 0; i < STEPS_MAX; i++) {
      if (!busy) {
        next();
      }
      scheduler.runAll();
      if (watcher.watched() == 0) {
        watcher.keep();
        return;
      }
      time.advance(Duration.ofMillis(10));
    }
    throw new AssertionError("the watcher does not come to an end");
  }
}
