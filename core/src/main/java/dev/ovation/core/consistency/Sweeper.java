package dev.ovation.core.consistency;

import dev.ovation.core.consistency.Leg.Took;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepStatus.Lines;
import dev.ovation.core.consistency.SweepStatus.Request;
import dev.ovation.core.consistency.SweepTotals.Which;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.ConsistencyLedger.Evidence;
import dev.ovation.core.port.ConsistencyLedger.Figure;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through ledger, log and hot store and makes cases of what does not agree: over what changed
 * since the last time, often; and over everything, now and then. Whoever is meant to mend a case
 * looks again, so it decides nothing; but it calls nothing wrong that is on its way.
 *
 * <p>It moves in steps of a bounded number of rows, so that whoever drives it (a thread, or a
 * simulator) decides what happens in between, and says after each how long to rest. Where passes
 * stand is kept in the ledger, so another node goes on where this one stopped. Not thread-safe but
 * for {@link #totals}: one driver, which waits for a step before it takes the next.
 */
public final class Sweeper {
  private static final long ASKED_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long KEEP_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** The first pass over everything, of a ledger that was never swept, leaves a start in peace. */
  private static final long FIRST_FULL_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Ports ports;
  private final SweepSettings settings;
  private final CaseDesk desk;
  private final SweepTotals totals = new SweepTotals();

  private boolean resumed;
  private @Nullable RecentPass recent;
  private @Nullable FullPass full;
  private @Nullable String recentText;
  private final Map<Which, PassFigures> told = new EnumMap<>(Which.class);
  private long recentDueNanos;
  private long fullDueNanos;
  private long askedNanos;
  private long keptNanos;

  /**
   * All that it touches.
   *
   * @param hottest what is asked for most; may be empty
   */
  public record Ports(
      EventLog log,
      HotStore hot,
      Ledger ledger,
      ConsistencyLedger watch,
      SweepLedger sweep,
      Partitioner partitioner,
      Kinds kinds,
      Supplier<List<TargetKind>> hottest,
      TimeSource time) {}

  /**
   * What a step did.
   *
   * @param idle nothing is due now
   * @param restNanos how long to leave everything alone before the next step
   */
  public record Progress(boolean idle, long restNanos) {
    private static final Progress IDLE = new Progress(true, 0);
    private static final Progress WORKED = new Progress(false, 0);
  }

  public Sweeper(Ports ports, SweepSettings settings, CaseDesk desk) {
    this.ports = ports;
    this.settings = settings;
    this.desk = desk;
  }

  public SweepTotals totals() {
    return totals;
  }

  /** Lets go of what it knows; the next step takes up what the ledger keeps. */
  public void forget() {
    resumed = false;
    recent = null;
    full = null;
    totals.sweeping(false);
  }

  /**
   * Takes one step. The future fails with what a port failed with; the next step then goes on where
   * this one began.
   */
  public CompletableFuture<Progress> step() {
    try {
      return next();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Progress> next() {
    long now = ports.time().nanos();
    if (!resumed) {
      resume(now);
    }
    RecentPass atRecent = recent;
    if (atRecent == null && now - recentDueNanos >= 0) {
      atRecent = new RecentPass(ports, settings, desk, recentText);
      recent = atRecent;
      told.remove(Which.RECENT);
    }
    if (atRecent != null) {
      return recent(atRecent);
    }
    if (now - askedNanos >= ASKED_EVERY_NANOS) {
      askedNanos = now;
      takeRequest();
    }
    FullPass atFull = full;
    if (atFull == null && !settings.fullEvery().isZero() && now - fullDueNanos >= 0) {
      atFull = begin(new Request("scheduled-" + ports.time().millis(), false));
    }
    totals.sweeping(atFull != null);
    return atFull == null
        ? CompletableFuture.completedFuture(Progress.IDLE)
        : full(atFull);
  }

  private void resume(long now) {
    recentText = ports.sweep().bookmark(SweepStatus.RECENT);
    String running = ports.sweep().bookmark(SweepStatus.RUNNING);
    full = running == null ? null : FullPass.resumed(ports, settings, desk, running);
    told.clear();
    if (full != null) {
      told.put(Which.FULL, full.figures().copy());
    }
    recentDueNanos = now + settings.recentEvery().toNanos();
    fullDueNanos = now + fullDue();
    askedNanos = now - ASKED_EVERY_NANOS;
    resumed = true;
  }

  private long fullDue() {
    long every = settings.fullEvery().toNanos();
    String last = ports.sweep().bookmark(SweepStatus.LAST);
    if (last == null) {
      return Math.min(every, FIRST_FULL_NANOS);
    }
    long ago = ports.time().millis() - PassFigures.of(last).get(What.ENDED);
    return Math.clamp(every - TimeUnit.MILLISECONDS.toNanos(ago), 0, every);
  }

  /** Whoever asks gets a pass from the beginning: one that is halfway speaks of the past, too. */
  private void takeRequest() {
    String asked = ports.sweep().bookmark(SweepStatus.ASKED);
    if (asked != null) {
      begin(Request.of(Lines.of(asked)));
      ports.sweep().bookmark(SweepStatus.ASKED, null);
    }
  }

  private FullPass begin(Request request) {
    FullPass begun = FullPass.begun(ports, settings, desk, request);
    ports.sweep().bookmark(SweepStatus.RUNNING, begun.text());
    full = begun;
    told.remove(Which.FULL);
    return begun;
  }

  private CompletableFuture<Progress> recent(RecentPass pass) {
    if (pass.isAtItsEnd()) {
      pass.figures().ended(ports.time().millis());
      String text = pass.text();
      ports.sweep().bookmark(SweepStatus.RECENT, text);
      keepFigures(Which.RECENT, pass.figures());
      recentText = text;
      recent = null;
      recentDueNanos = ports.time().nanos() + settings.recentEvery().toNanos();
      return CompletableFuture.completedFuture(Progress.WORKED);
    }
    totals.sweeping(true);
    return timed(Which.RECENT, pass.figures(), pass::step);
  }

  private CompletableFuture<Progress> full(FullPass pass) {
    if (pass.isAtItsEnd()) {
      pass.figures().ended(ports.time().millis());
      ports.sweep().bookmark(SweepStatus.LAST, pass.text());
      ports.sweep().bookmark(SweepStatus.RUNNING, null);
      keepFigures(Which.FULL, pass.figures());
      full = null;
      fullDueNanos = ports.time().nanos() + settings.fullEvery().toNanos();
      return CompletableFuture.completedFuture(Progress.WORKED);
    }
    if (ports.time().nanos() - keptNanos >= KEEP_EVERY_NANOS) {
      keptNanos = ports.time().nanos();
      ports.sweep().bookmark(SweepStatus.RUNNING, pass.text());
    }
    return timed(Which.FULL, pass.figures(), pass::step);
  }

  private void keepFigures(Which which, PassFigures figures) {
    long hour = TimeUnit.MILLISECONDS.toHours(ports.time().millis());
    List<Figure> kept = new ArrayList<>();
    kept.add(new Figure(hour, 0, "sweep." + which.text() + ".passes", 1));
    for (What what : What.values()) {
      if (what != What.STARTED && what != What.ENDED && figures.get(what) != 0) {
        kept.add(
            new Figure(hour, 0, "sweep." + which.text() + "." + what.text(), figures.get(what)));
      }
    }
    ports.watch().keep(new Evidence(List.of(), List.of(), kept));
    totals.ended(which);
  }

  /** Half of the time it rests at least, and for as long as the rate asks for. */
  private CompletableFuture<Progress> timed(
      Which which, PassFigures figures, Supplier<CompletableFuture<Took>> step) {
    long began = ports.time().nanos();
    return step.get()
        .thenApply(took -> rested(which, figures, took, ports.time().nanos() - began));
  }

  private Progress rested(Which which, PassFigures figures, Took took, long busyNanos) {
    figures.add(What.BUSY_MICROS, TimeUnit.NANOSECONDS.toMicros(busyNanos));
    totals.add(which, told.getOrDefault(which, new PassFigures()), figures);
    told.put(which, figures.copy());
    long due = took.rows() * TimeUnit.SECONDS.toNanos(1) / settings.rowsPerSecond();
    long rest = Math.max(due - busyNanos, busyNanos);
    return new Progress(false, took.pause() ? Math.max(rest, settings.pause().toNanos()) : rest);
  }
}
