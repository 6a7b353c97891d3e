package dev.ovation.core.consistency;

import dev.ovation.core.consistency.PassFigures.What;
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
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through ledger, log and hot store and makes cases of what does not agree: by itself, again
 * and again, over what changed since the last time; and over everything, or over one target, when
 * asked to. Whoever is to mend a case looks again, so this decides nothing; but it calls nothing
 * wrong that is on its way.
 *
 * <p>It moves in steps of a bounded number of rows, so that whoever drives it (a thread, or a
 * simulator) decides what happens in between, and says after each how long to rest. Where passes
 * stand is kept in the ledger, so another node goes on where this one stopped. {@link #step} and
 * {@link #forget} are for one driver, which waits for a step before it takes the next; the other
 * methods are thread-safe.
 */
public final class Sweeper {
  private final Ports ports;
  private final SweepSettings settings;
  private final CaseDesk desk;
  private final SweepTotals totals = new SweepTotals();

  private boolean resumed;
  private @Nullable String kept;
  private @Nullable RecentPass pass;
  private @Nullable Pace pace;
  private long dueNanos;

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
    static final Progress IDLE = new Progress(true, 0);
    static final Progress WORKED = new Progress(false, 0);
  }

  public Sweeper(Ports ports, SweepSettings settings, CaseDesk desk) {
    this.ports = ports;
    this.settings = settings;
    this.desk = desk;
  }

  public SweepTotals totals() {
    return totals;
  }

  /** A pass over everything, from its beginning. */
  public FullPass everything(boolean repair) {
    return FullPass.begun(ports, settings, new CaseOpening(desk, "full sweep", repair), totals);
  }

  /** A pass over everything, from where {@link FullPass#text} said that it was. */
  public FullPass everything(boolean repair, String from) {
    return FullPass.resumed(
        ports, settings, new CaseOpening(desk, "full sweep", repair), totals, from);
  }

  /** A look at some (target, kind)s, however many rows they have. */
  public Checkup checkup(Collection<TargetKind> targetKinds, boolean repair) {
    return new Checkup(ports, settings, new CaseOpening(desk, "check", repair), targetKinds);
  }

  /** Lets go of what it knows; the next step takes up what the ledger keeps. */
  public void forget() {
    resumed = false;
    pass = null;
    pace = null;
  }

  /**
   * Takes one step of a pass over what changed. The future fails with what a port failed with; the
   * next step then goes on where this one began.
   */
  public CompletableFuture<Progress> step() {
    try {
      return next();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Progress> next() {
    if (!resumed) {
      kept = ports.sweep().bookmark(SweepStatus.RECENT);
      dueNanos = ports.time().nanos() + settings.recentEvery().toNanos() - sinceLastNanos(kept);
      resumed = true;
    }
    RecentPass at = pass;
    Pace paced = pace;
    if (at == null || paced == null) {
      if (ports.time().nanos() - dueNanos < 0) {
        return CompletableFuture.completedFuture(Progress.IDLE);
      }
      at = new RecentPass(ports, settings, new CaseOpening(desk, "sweep", false), kept);
      paced = new Pace(Which.RECENT, at.figures(), settings, ports.time(), totals);
      pass = at;
      pace = paced;
    }
    if (at.isAtItsEnd()) {
      end(at);
      return CompletableFuture.completedFuture(Progress.WORKED);
    }
    return paced.timed(at::step).thenApply(rest -> new Progress(false, rest));
  }

  /**
   * How long the last pass is over, as far as it matters: whoever takes over does not rest anew.
   * Clocks of nodes differ, so it may seem to be in the future.
   */
  private long sinceLastNanos(@Nullable String last) {
    if (last == null) {
      return 0;
    }
    long millis = ports.time().millis() - PassFigures.of(last).get(What.ENDED);
    long mostMillis = settings.recentEvery().toMillis();
    return TimeUnit.MILLISECONDS.toNanos(Math.clamp(millis, 0, mostMillis));
  }

  private void end(RecentPass done) {
    done.figures().ended(ports.time().millis());
    String text = done.text();
    ports.sweep().bookmark(SweepStatus.RECENT, text);
    keepFigures(ports, Which.RECENT, done.figures());
    totals.ended(Which.RECENT);
    kept = text;
    pass = null;
    pace = null;
    dueNanos = ports.time().nanos() + settings.recentEvery().toNanos();
  }

  /** Adds what a pass did to the figures of the hour that it ended in. */
  static void keepFigures(Ports ports, Which which, PassFigures figures) {
    long hour = TimeUnit.MILLISECONDS.toHours(ports.time().millis());
    String prefix = "sweep." + which.text() + ".";
    List<Figure> all = new ArrayList<>();
    all.add(new Figure(hour, 0, prefix + "passes", 1));
    for (What what : What.values()) {
      if (what != What.STARTED && what != What.ENDED && figures.get(what) != 0) {
        all.add(new Figure(hour, 0, prefix + what.text(), figures.get(what)));
      }
    }
    ports.watch().keep(new Evidence(List.of(), List.of(), all));
  }
}
