package dev.ovation.core.consistency;

import dev.ovation.core.consistency.Intake.Gap;
import dev.ovation.core.consistency.Intake.Slice;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.ConsistencyLedger.View;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.TimeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks for every event again in every view, some times after it was durable, and tells what is in
 * flight from what is lost: a view that has not passed the event's position is behind; one that has
 * and does not show it is wrong.
 *
 * <p>It moves in steps of at most one kind of call to a port, so that whoever drives it (a thread,
 * or a simulator) decides what happens in between. Not thread-safe but for {@link #listener} and
 * {@link #totals}: one driver, which waits for a step before it takes the next. A step that fails
 * may be followed by another; what it was to check is counted as not covered.
 */
public final class Watcher {
  private static final int GAP_READ_MAX = 5_000;

  /** It rests so many times as long as it kept the ledger busy: a slow one is asked less. */
  private static final int REST_FACTOR = 3;

  private final Ports ports;
  private final WatchSettings settings;
  private final Intake intake;
  private final Windows windows;
  private final Totals totals;
  private final Tallies tallies = new Tallies();
  private final Map<Integer, Marks> marks = new HashMap<>();
  private final Recorder recorder;

  private Phase phase = Phase.GATHER;
  private @Nullable Inspection inspection;
  private long keptNanos;
  private boolean isKept = true;

  /** All that it touches. */
  public record Ports(EventLog log, HotStore hot, ConsistencyLedger ledger, TimeSource time) {}

  private enum Phase {
    GATHER,
    PLACES,
    SLOTS,
    VIEWS,
    LEDGER,
    SECOND_LOOK
  }

  /**
   * What a step did.
   *
   * @param idle nothing is due now
   * @param restNanos how long to leave the ledger alone before the next step
   */
  public record Progress(boolean idle, long restNanos) {
    private static final Progress IDLE = new Progress(true, 0);
    private static final Progress WORKED = new Progress(false, 0);
  }

  public Watcher(Ports ports, WatchSettings settings) {
    this.ports = ports;
    this.settings = settings;
    this.intake = new Intake(settings, ports.time());
    this.windows = new Windows(settings.windows(), settings.watchedMax());
    this.totals = new Totals(settings.windows().size());
    this.recorder = new Recorder(windows, tallies, totals);
    this.keptNanos = ports.time().nanos();
  }

  /** What projectors are to tell. */
  public ProjectionListener listener() {
    return intake;
  }

  public Totals totals() {
    return totals;
  }

  /** How many events are watched now. */
  public int watched() {
    return windows.watched();
  }

  /** Takes one step. The future fails with what a port failed with. */
  public CompletableFuture<Progress> step() {
    try {
      return switch (phase) {
        case GATHER -> CompletableFuture.completedFuture(gather());
        case PLACES -> hot(Phase.SLOTS, open().places(ports.hot()));
        case SLOTS -> hot(Phase.VIEWS, open().slots(ports.hot()));
        case VIEWS -> hot(Phase.LEDGER, open().views(ports.hot()));
        case LEDGER -> CompletableFuture.completedFuture(ledger());
        case SECOND_LOOK -> CompletableFuture.completedFuture(secondLook());
      };
    } catch (RuntimeException e) {
      giveUp();
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Writes what was found to the ledger now, whether it is time or not. Blocks. */
  public void keep() {
    ConsistencyLedger.Evidence evidence = tallies.evidence();
    keptNanos = ports.time().nanos();
    isKept = false;
    if (!evidence.isEmpty()) {
      ports.ledger().keep(evidence);
      tallies.clear();
    }
    isKept = true;
  }

  // ---- taking in -----------------------------------------------------------------------------

  private Progress gather() {
    long now = ports.time().nanos();
    for (int partition : intake.partitions()) {
      marks(partition).add(ports.log().end(partition), now);
    }
    for (Slice slice = intake.take(); slice != null; slice = intake.take()) {
      takeIn(slice, now);
    }
    totals.watched(windows.watched());
    Gap gap = intake.takeGap();
    if (gap != null) {
      readGap(gap);
      return Progress.WORKED;
    }
    boolean due = now - keptNanos >= settings.keepEvery().toNanos();
    // A finding at once; but while the ledger takes nothing, looking goes on in between.
    if (due || (isKept && tallies.hasFindings())) {
      keep();
    }
    Windows.Due next = windows.take(settings.batchMax(), now);
    if (next == null) {
      return Progress.IDLE;
    }
    inspection = new Inspection(next, recorder.inTime(next, now, hour()));
    phase = Phase.PLACES;
    return Progress.WORKED;
  }

  private Marks marks(int partition) {
    return marks.computeIfAbsent(partition, p -> new Marks());
  }

  private long hour() {
    return TimeUnit.MILLISECONDS.toHours(ports.time().millis());
  }

  private void readGap(Gap gap) {
    recorder.covered(hour(), gap.partition(), Coverage.UNREAD, gap.unread());
    List<LogRecord> read;
    try {
      read = ports.log().read(gap.partition(), gap.after(), GAP_READ_MAX);
    } catch (RuntimeException e) {
      intake.putBack(new Gap(gap.partition(), gap.after(), gap.upTo(), 0));
      throw e;
    }
    intake.read(gap, read.stream().filter(record -> record.offset() <= gap.upTo()).toList());
    if (!read.isEmpty() && read.getLast().offset() < gap.upTo()) {
      intake.putBack(new Gap(gap.partition(), read.getLast().offset(), gap.upTo(), 0));
    }
  }

  private void takeIn(Slice slice, long now) {
    long hour = hour();
    int partition = slice.partition();
    recorder.covered(hour, partition, Coverage.SEEN, slice.seen());
    recorder.covered(hour, partition, Coverage.OVER_RATE, slice.overRate());
    for (LogRecord record : slice.sampled()) {
      if (record instanceof LogRecord.Readable(long offset, Event event) && leavesATrace(event)) {
        long durable =
            slice.gap()
                ? durableByVersion(event, now)
                : marks(partition).durable(offset, slice.committedNanos());
        Watched watched = new Watched(partition, offset, event, durable);
        takeIn(watched, slice, hour, now);
      } else {
        recorder.covered(hour, partition, Coverage.NOT_WATCHABLE, 1);
      }
    }
  }

  /**
   * Whether the ledger holds anything that says that it has this event. Where one process is alone
   * it doesn't remember additions without a token: none of them can come twice.
   */
  private boolean leavesATrace(Event event) {
    return switch (event) {
      case RegisterEvent register -> true;
      case CounterEvent counter -> counter.token() != null || ports.hot().forgets();
      case CounterCheckpoint checkpoint -> false;
      case LedgerCheckpoint checkpoint -> false;
    };
  }

  /** When no mark can tell, because another owner's watcher was told of it, or none was there. */
  private long durableByVersion(Event event, long now) {
    long age = ports.time().millis() - Version.millis(event.version());
    return now - TimeUnit.MILLISECONDS.toNanos(Math.max(0, age));
  }

  private void takeIn(Watched watched, Slice slice, long hour, long now) {
    int window = 0;
    if (!slice.gap()) {
      long lag = Math.max(0, slice.committedNanos() - watched.durableNanos);
      recorder.lag(hour, watched.partition, lag);
    }
    while (window < windows.count() && windows.isOver(window, watched, now)) {
      if (!slice.gap() && windows.isOver(window, watched, slice.committedNanos())) {
        // The ledger had not committed it when it should have been looked for.
        recorder.behind(hour, watched, View.LEDGER, window);
      }
      window++;
    }
    if (window == windows.count()) {
      recorder.covered(hour, watched.partition, Coverage.OLD, 1);
      return;
    }
    boolean added = windows.add(watched, window);
    recorder.covered(hour, watched.partition, added ? Coverage.SAMPLED : Coverage.FULL, 1);
  }

  // ---- looking -------------------------------------------------------------------------------

  private Inspection open() {
    if (inspection == null) {
      throw new IllegalStateException("nothing is being looked for");
    }
    return inspection;
  }

  /** Goes on to the ledger when the hot store can't be asked: it is judged by itself. */
  private CompletableFuture<Progress> hot(Phase next, CompletableFuture<Boolean> asked) {
    return asked.handle(
        (more, failure) -> {
          if (failure != null) {
            open().hotFailed();
          }
          phase = failure == null && more ? next : Phase.LEDGER;
          return Progress.WORKED;
        });
  }

  private Progress ledger() {
    long began = ports.time().nanos();
    boolean suspect = open().ledger(ports.ledger());
    if (suspect) {
      phase = Phase.SECOND_LOOK;
    } else {
      conclude();
    }
    return new Progress(false, REST_FACTOR * (ports.time().nanos() - began));
  }

  private Progress secondLook() {
    long began = ports.time().nanos();
    open().secondLook(ports.ledger());
    conclude();
    return new Progress(false, REST_FACTOR * (ports.time().nanos() - began));
  }

  private void conclude() {
    Inspection done = open();
    List<Watched> goOn = recorder.record(done, hour(), ports.time().millis());
    windows.next(new Windows.Due(done.window(), goOn));
    inspection = null;
    phase = Phase.GATHER;
  }

  private void giveUp() {
    Inspection failed = inspection;
    inspection = null;
    phase = Phase.GATHER;
    if (failed != null) {
      recorder.unavailable(failed, hour());
      windows.next(new Windows.Due(failed.window(), failed.events()));
    }
  }
}
