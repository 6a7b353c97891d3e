package dev.ovation.app.consistency;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.config.OvationConfig.SweepConfig;
import dev.ovation.app.job.Jobs;
import dev.ovation.app.job.SingletonJob;
import dev.ovation.app.job.Singletons;
import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.SweepSettings;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a sweeper over what changed, where it is this process's to do, and tells how cases stand.
 * It rests after every step, so that it takes no more than a part of one connection. Thread-safe.
 */
public final class Sweeping {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);
  private static final Duration ROUND = Duration.ofMillis(100);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);
  private static final int FORGET_CASES_MAX = 500;

  /** So many of what is asked for most are compared with the ledger in every pass. */
  public static final int HOTTEST = 200;

  private final OvationConfig config;
  private final Sweeper.Ports ports;
  private final Runnable whenDue;
  private final CaseDesk desk;
  private final Sweeper sweeper;
  private volatile CaseDesk.@Nullable Standing standing;
  private volatile @Nullable String failing;

  /** Why it is not known how cases stand; null when it is. */
  private volatile @Nullable String unseen;

  /**
   * @param whenDue called now and then while there are cases to be mended
   */
  public Sweeping(
      OvationConfig config, Sweeper.Ports ports, Runnable whenDue, ConsistencyMeters meters) {
    this.whenDue = whenDue;
    this.config = config;
    this.ports = ports;
    SweepConfig sweep = config.consistency().sweep();
    this.desk =
        new CaseDesk(
            ports.sweep(),
            ports.partitioner(),
            ports.time(),
            new CaseDesk.Strategy(sweep.repairs(), sweep.reportOnly(), sweep.casesMax()));
    // Letters that are settled stay for as long as tombstones do.
    this.sweeper =
        new Sweeper(
            ports,
            SweepSettings.standard(
                sweep.interval(),
                sweep.fullInterval(),
                sweep.rate(),
                config.purge().tombstoneAge(),
                config.purge().interval()),
            desk);
    meters.bindSweeper(sweeper.totals(), this::held);
  }

  public Sweeper sweeper() {
    return sweeper;
  }

  public CaseDesk desk() {
    return desk;
  }

  public Sweeper.Ports ports() {
    return ports;
  }

  /** Sweeps, looks how cases stand, and forgets what is old. */
  public void schedule(Jobs jobs, Singletons singletons) {
    SingletonJob sweeping = singletons.always("job/sweep");
    SingletonJob forgetting = singletons.seldom("job/cases");
    jobs.every("sweep", ROUND, () -> sweep(sweeping));
    jobs.every("cases", LOOK_EVERY, this::look);
    jobs.every("forgetting cases", FORGET_EVERY, () -> forgetting.run(this::forget));
  }

  private void sweep(SingletonJob sweeping) throws InterruptedException {
    try {
      if (sweeping.run(this::round)) {
        return;
      }
      // Another node sweeps, and tells what it fails with.
      sweeper.forget();
      failing = null;
    } catch (CompletionException | OvationException e) {
      failed(OvationException.causeOf(e));
    }
    TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
  }

  private void failed(Throwable cause) {
    if (!(cause instanceof OvationException)) {
      LOG.warn("sweeping failed, trying again", cause);
    } else if (failing == null) {
      LOG.warn("sweeping failed, trying again: {}", cause.toString());
    }
    failing = cause.toString();
  }

  /** Steps until nothing is due, or the turn is over; then another node takes up what is kept. */
  private void round(BooleanSupplier mayGoOn) throws InterruptedException {
    while (mayGoOn.getAsBoolean()) {
      Sweeper.Progress progress = sweeper.step().join();
      failing = null;
      if (progress.idle()) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(progress.restNanos());
    }
    sweeper.forget();
  }

  private void look() {
    try {
      CaseDesk.Standing now = desk.standing();
      standing = now;
      unseen = null;
      if (now.due() > 0) {
        whenDue.run();
      }
    } catch (OvationException e) {
      unseen = e.toString(); // The health of the ledger says the rest.
    }
  }

  private long held() {
    CaseDesk.Standing known = standing;
    return known == null ? 0 : known.held();
  }

  private void forget(BooleanSupplier mayGoOn) throws InterruptedException {
    long before = ports.time().millis() - config.consistency().retention().toMillis();
    while (mayGoOn.getAsBoolean()
        && ports.sweep().forgetCases(before, FORGET_CASES_MAX) == FORGET_CASES_MAX) {
      TimeUnit.MILLISECONDS.sleep(ROUND.toMillis());
    }
  }

  /** What is to be added to the health of watching; null when there is nothing to say. */
  @Nullable Health trouble() {
    CaseDesk.Standing known = standing;
    if (known != null && known.braked()) {
      return Health.degraded(
          String.format(
              Locale.ROOT,
              "more than %,d cases an hour were found, so nothing is mended: %,d are held; see:"
                  + " ovation report; let them go with: ovation check --release",
              config.consistency().sweep().casesMax(),
              known.held()));
    }
    if (known != null && known.held() > 0) {
      return Health.degraded(
          String.format(
              Locale.ROOT,
              "%,d cases wait for somebody, see: ovation report; have them mended with: ovation"
                  + " check --release",
              known.held()));
    }
    String trouble = failing == null ? unseen : failing;
    return trouble == null
        ? null
        : Health.degraded("sweeping fails, and is tried again: " + trouble);
  }
}
