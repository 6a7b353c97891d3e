package dev.ovation.core.sim;

import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.FullPass;
import dev.ovation.core.consistency.SweepSettings;
import dev.ovation.core.consistency.SweepTotals.Which;
import dev.ovation.core.consistency.Sweeper;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Drives a sweeper now and then, in passes as short as simulated histories. */
final class SimSweeper {
  private static final CaseDesk.Strategy REPORT_ONLY =
      new CaseDesk.Strategy(false, Set.of(), 1_000_000);

  private static final int CHANCE_PERCENT = 40;
  private static final int STEPS_MAX = 100_000;

  private final Sweeper sweeper;
  private final SimScheduler scheduler;
  private final int life;
  private final Consumer<Throwable> failIfUnexpected;
  private @Nullable FullPass everything;
  private boolean busy;
  private boolean finishing;

  SimSweeper(
      Sweeper.Ports ports,
      SimScheduler scheduler,
      int life,
      Duration provableFor,
      Duration purgedEvery,
      Consumer<Throwable> failIfUnexpected) {
    this.sweeper =
        new Sweeper(
            ports,
            settings(provableFor, purgedEvery),
            new CaseDesk(ports.sweep(), ports.partitioner(), ports.time(), REPORT_ONLY));
    this.scheduler = scheduler;
    this.life = life;
    this.failIfUnexpected = failIfUnexpected;
  }

  private static SweepSettings settings(Duration provableFor, Duration purgedEvery) {
    return new SweepSettings(
        Duration.ofMillis(10),
        Duration.ZERO,
        200,
        100_000,
        1_000,
        provableFor,
        purgedEvery,
        Duration.ofMillis(2));
  }

  /** Lets it go on, if it wants to: now over what changed, now over everything. */
  void wake() {
    if (!busy && scheduler.chance(CHANCE_PERCENT)) {
      next();
    }
  }

  private void next() {
    busy = true;
    scheduler.step(
        life,
        "sweeper steps",
        () -> {
          var _ = step().whenComplete(this::stepped);
        });
  }

  private CompletableFuture<?> step() {
    FullPass full = everything;
    if (full == null && !finishing && scheduler.chance(10)) {
      full = sweeper.everything(false);
      everything = full;
    }
    if (full == null || (!finishing && scheduler.chance(50))) {
      return sweeper.step();
    }
    if (!full.isAtItsEnd()) {
      // As if it had been interrupted: it is taken up from what is kept of it.
      everything = scheduler.chance(10) ? sweeper.everything(false, full.text()) : full;
      return full == everything ? full.step() : CompletableFuture.completedFuture(0L);
    }
    try {
      full.end();
      everything = null;
      return CompletableFuture.completedFuture(0L);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void stepped(@Nullable Object progress, @Nullable Throwable failure) {
    busy = false;
    if (failure != null) {
      failIfUnexpected.accept(failure);
    }
  }

  /** One pass over what changed, then one over everything, from its beginning to its end. */
  void finish(SimTime time) {
    finishing = true;
    everything = null;
    long passes = sweeper.totals().passes(Which.RECENT);
    finish(time, () -> sweeper.totals().passes(Which.RECENT) >= passes + 2);
    everything = sweeper.everything(false);
    finish(time, () -> everything == null);
  }

  private void finish(SimTime time, BooleanSupplier done) {
    for (int i = 0; i < STEPS_MAX; i++) {
      if (done.getAsBoolean()) {
        return;
      }
      if (!busy) {
        next();
      }
      scheduler.runAll();
      time.advance(Duration.ofMillis(3));
    }
    throw new AssertionError("the sweeper does not come to an end");
  }
}
