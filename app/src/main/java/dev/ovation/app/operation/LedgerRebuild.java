package dev.ovation.app.operation;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a ledger from the log alone, beside the one that is served and while writes go on, until it
 * stands at the log's end. It is carried there by the projectors that carry everything else; where
 * it stands, it knows itself, so a rebuild that was interrupted goes on, and one into a ledger that
 * is there already adds what came since.
 */
public final class LedgerRebuild implements OperationKind {
  /** The kind of these operations. */
  public static final String NAME = "rebuild-ledger";

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final EventLog log;
  private final SpareLedger.Shelf shelf;
  private final TimeSource time;

  public LedgerRebuild(EventLog log, SpareLedger.Shelf shelf, TimeSource time) {
    this.log = log;
    this.shelf = shelf;
    this.time = time;
  }

  /**
   * A request.
   *
   * @param into the name of the ledger
   * @param from whence the registers of a ledger that is there are replayed once more; null to go
   *     on where it is
   * @param dryRun only to say what would be done
   */
  public static Request request(String into, @Nullable ReplayFrom from, boolean dryRun, String by) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("into", into);
    if (from != null) {
      parameters.put("from", from.text());
    }
    if (dryRun) {
      parameters.put("dryRun", "true");
    }
    return new Request(NAME, "", parameters, by);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Run begin(Operation operation) {
    Map<String, String> parameters = operation.request().parameters();
    String into = Objects.requireNonNull(parameters.get("into"));
    String text = parameters.get("from");
    ReplayFrom from = text == null ? null : ReplayFrom.of(text);
    if (from != null && !shelf.has(into)) {
      throw new OperationFailedException(
          "there is no ledger " + into + " yet, so it can only be made from the beginning");
    }
    if (parameters.containsKey("dryRun")) {
      return new DryRun(into, from);
    }
    return new Rebuilding(shelf.open(into), from);
  }

  private List<Long> stands(SpareLedger spare) {
    List<Long> stands = new ArrayList<>();
    for (int p = 0; p < log.partitions(); p++) {
      stands.add(spare.ledger().position(p).h());
    }
    return stands;
  }

  /** Only says what would be done, for one thread. */
  private final class DryRun implements Run {
    private final boolean isThere;
    private final List<Long> stands;
    private final @Nullable ReplayStart start;

    DryRun(String into, @Nullable ReplayFrom from) {
      this.isThere = shelf.has(into);
      if (isThere) {
        try (SpareLedger spare = shelf.open(into)) {
          this.stands = stands(spare);
        }
      } else {
        this.stands = List.of();
      }
      this.start = from == null ? null : new ReplayStart(log, from, stands, time);
    }

    @Override
    public Slice next(Progress progress) {
      if (start != null && !start.look()) {
        return Slice.more(progress, start.detail());
      }
      long left = sum(start == null ? stands : start.offsets());
      long total = 0;
      for (int p = 0; p < log.partitions(); p++) {
        total += log.end(p);
      }
      return Slice.last(
          progress,
          "would replay offsets of %d events, of %d that the log has had%s"
              .formatted(total - left, total, isThere ? "" : ", into a new ledger"));
    }

    private static long sum(List<Long> offsets) {
      return offsets.stream().mapToLong(Long::longValue).sum();
    }
  }

  /** One run, for one thread. */
  private final class Rebuilding implements Run {
    private final SpareLedger spare;
    private final @Nullable ReplayFrom from;
    private @Nullable ReplayStart start;
    private boolean isMovedBack;

    /** Where the log ended as this run began: what is appended since may never come to an end. */
    private final List<Long> ends = new ArrayList<>();

    private List<SpareLedger.Replay> replays = List.of();

    Rebuilding(SpareLedger spare, @Nullable ReplayFrom from) {
      this.spare = spare;
      this.from = from;
      for (int p = 0; p < log.partitions(); p++) {
        ends.add(log.end(p));
      }
    }

    @Override
    public Slice next(Progress progress) throws InterruptedException {
      String seen = progress.bookmark();
      if (seen.isEmpty()) {
        // Noted before anything is moved back: after a crash in between it is moved back again.
        return Slice.more(progress.at(0, 0, "seen " + text(stands(spare))), "");
      }
      List<Long> before = numbers(seen.substring("seen ".length()));
      if (from != null && start == null) {
        start = new ReplayStart(log, from, before, time);
      }
      if (start != null && !start.look()) {
        return Slice.more(progress, start.detail());
      }
      try {
        if (replays.isEmpty()) {
          replays = replays(before);
        }
        if (work()) {
          stepOver(before);
        }
        return slice(progress, isAtEnds());
      } catch (RuntimeException e) {
        // They may not be where they believe: the next try finds out anew.
        replays = List.of();
        throw e;
      }
    }

    private static String text(List<Long> numbers) {
      return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static List<Long> numbers(String text) {
      List<Long> numbers = new ArrayList<>();
      for (String each : text.split(",", -1)) {
        numbers.add(Long.valueOf(each));
      }
      return numbers;
    }

    private List<SpareLedger.Replay> replays(List<Long> before) {
      if (start != null && !isMovedBack) {
        List<Long> offsets = start.offsets();
        for (int p = 0; p < before.size(); p++) {
          move(p, offsets.get(p));
        }
        // Once in a run: what stops in between goes on where the ledger stands.
        isMovedBack = true;
      }
      ReplayedLog replayed = new ReplayedLog(log, from == null ? zeros() : before);
      List<SpareLedger.Replay> made = new ArrayList<>();
      for (int p = 0; p < log.partitions(); p++) {
        made.add(spare.replay(p, replayed));
      }
      return made;
    }

    private List<Long> zeros() {
      return java.util.Collections.nCopies(log.partitions(), 0L);
    }

    /** Moves the ledger's position alone. */
    private void move(int partition, long h) {
      spare
          .ledger()
          .transact(
              partition,
              transaction -> {
                LedgerPosition at = transaction.position();
                transaction.write(
                    new Changes(
                        new LedgerPosition(at.n() + 1, h, at.version()),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
                return at;
              });
    }

    /** Takes steps for a slice's time; answers whether nothing is left. */
    private boolean work() throws InterruptedException {
      long end = time.nanos() + SLICE_NANOS;
      boolean idle = false;
      while (!idle && time.nanos() - end < 0) {
        idle = true;
        for (SpareLedger.Replay replay : replays) {
          idle &= Outcomes.await(replay.step()).idle();
        }
      }
      return idle;
    }

    /** What is hidden at the end of what was seen before. */
    private void stepOver(List<Long> before) {
      for (int p = 0; p < before.size(); p++) {
        if (from != null && spare.ledger().position(p).h() < before.get(p)) {
          move(p, before.get(p));
          replays = List.of();
        }
      }
    }

    private boolean isAtEnds() {
      for (int p = 0; p < ends.size(); p++) {
        if (spare.ledger().position(p).h() < ends.get(p)) {
          return false;
        }
      }
      return true;
    }

    private Slice slice(Progress progress, boolean isLast) {
      long done = 0;
      long total = 0;
      for (int p = 0; p < log.partitions(); p++) {
        done += spare.ledger().position(p).h();
        total += log.end(p);
      }
      Progress now = progress.at(done, Math.max(done, total), progress.bookmark());
      return isLast
          ? Slice.last(now, "stands where the log ended when this was noted")
          : Slice.more(now, "");
    }

    @Override
    public void close() {
      spare.close();
    }
  }
}
