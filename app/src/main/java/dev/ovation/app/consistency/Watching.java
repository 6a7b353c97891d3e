package dev.ovation.app.consistency;

import dev.ovation.app.config.OvationConfig.ConsistencyConfig;
import dev.ovation.app.job.Backoff;
import dev.ovation.app.job.Jobs;
import dev.ovation.app.job.SingletonJob;
import dev.ovation.app.job.Singletons;
import dev.ovation.core.consistency.ConsistencyReport;
import dev.ovation.core.consistency.Coverage;
import dev.ovation.core.consistency.Totals;
import dev.ovation.core.consistency.WatchSettings;
import dev.ovation.core.consistency.Watcher;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.ProjectionListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a watcher on a thread of its own and tells what it finds. It rests whenever nothing is due
 * and after each use of the ledger, so that it takes no more than a small part of one core and of
 * one connection. Thread-safe.
 */
public final class Watching implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration REST_MAX = Duration.ofSeconds(5);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  /** Health goes back to good when nothing was found wrong for so long. */
  private static final long ALARM_MILLIS = Duration.ofHours(1).toMillis();

  private static final int FINDINGS_SHOWN = 100;
  private static final int FORGET_ROWS_MAX = 500;

  private final ConsistencyConfig config;
  private final Watcher.Ports ports;
  private final @Nullable Watcher watcher;
  private final Thread thread;
  private final Backoff pauses = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
  private volatile boolean started;
  private volatile boolean closing;
  private volatile @Nullable String failing;

  public Watching(ConsistencyConfig config, Watcher.Ports ports, ConsistencyMeters meters) {
    this.config = config;
    this.ports = ports;
    this.watcher =
        config.watchRate() == 0
            ? null
            : new Watcher(ports, WatchSettings.standard(config.watchRate()));
    this.thread = Thread.ofPlatform().daemon().name("watcher").unstarted(this::run);
    if (watcher != null) {
      meters.bindWatcher(watcher.totals(), WatchSettings.WINDOWS);
    }
  }

  /** What projectors are to tell. */
  public ProjectionListener listener() {
    return watcher == null ? ProjectionListener.NONE : watcher.listener();
  }

  public void start() {
    if (watcher != null) {
      started = true;
      thread.start();
    }
  }

  private void run() {
    Watcher mine = watcher;
    int failed = 0;
    while (mine != null && !closing) {
      try {
        Watcher.Progress progress = mine.step().join();
        failed = 0;
        failing = null;
        long rest = progress.idle() ? IDLE.toNanos() : progress.restNanos();
        if (rest > 0) {
          LockSupport.parkNanos(Math.min(rest, REST_MAX.toNanos()));
        }
      } catch (CompletionException e) {
        Throwable cause = OvationException.causeOf(e);
        failing = cause.toString();
        if (!(cause instanceof OvationException)) {
          LOG.warn("watching failed, trying again", cause);
        } else if (failed == 0) {
          LOG.warn("watching failed, trying again: {}", cause.toString());
        }
        LockSupport.parkNanos(pauses.after(failed++).toNanos());
      }
    }
  }

  /** Forgets what is old, now and then. */
  public void schedule(Jobs jobs, Singletons singletons) {
    SingletonJob forgetting = singletons.seldom("job/findings");
    jobs.every("forgetting findings", FORGET_EVERY, () -> forgetting.run(this::forget));
  }

  private void forget(BooleanSupplier mayGoOn) throws InterruptedException {
    long before = ports.time().millis() - config.retention().toMillis();
    while (mayGoOn.getAsBoolean()
        && ports.ledger().forget(before, FORGET_ROWS_MAX) == FORGET_ROWS_MAX) {
      TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());
    }
  }

  /** What the ledger keeps of the last hours, from all nodes. Blocks. */
  ConsistencyReport report(int hours) {
    long until = ports.time().millis();
    long since = until - TimeUnit.HOURS.toMillis(hours);
    return ConsistencyReport.of(ports.ledger().kept(since, FINDINGS_SHOWN), since, until);
  }

  /** What is wrong with sweeping is told by the health of watching, unless that is worse. */
  public Health check(Sweeping sweeping) {
    Health own = check();
    Health trouble = sweeping.trouble();
    return own.state() == State.UP && trouble != null ? trouble : own;
  }

  private Health check() {
    if (watcher == null) {
      return Health.up("nothing is watched: consistency.watch-rate is 0");
    }
    if (!started) {
      return Health.up("nothing is watched here, because this node projects nothing");
    }
    Totals totals = watcher.totals();
    Finding newest = totals.newest();
    if (newest != null && ports.time().millis() - newest.atMillis() < ALARM_MILLIS) {
      return Health.degraded(
          String.format(
              Locale.ROOT,
              "%,d wrong answers since the start, the last at %s: %s of %s by %s in %s (%s);"
                  + " see: ovation report",
              totals.wrong(),
              Instant.ofEpochMilli(newest.atMillis()),
              newest.targetKind().kind(),
              newest.targetKind().target().text(),
              newest.key(),
              newest.view().text(),
              newest.cause().text()));
    }
    String trouble = failing;
    if (trouble != null) {
      return Health.degraded("watching fails, and is tried again: " + trouble);
    }
    return Health.up(
        String.format(
            Locale.ROOT,
            "watching %,d events; of %,d since the start %,d were sampled, nothing was wrong",
            totals.watched(),
            totals.covered(Coverage.SEEN),
            totals.covered(Coverage.SAMPLED)));
  }

  /** Keeps what was found. The ledger must still be open. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (watcher != null && thread.isAlive()) {
        thread.join(REST_MAX);
      }
      if (watcher != null && !thread.isAlive()) {
        watcher.keep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OvationException e) {
      LOG.warn("the last figures of watching are not kept: {}", e.toString());
    }
  }
}
