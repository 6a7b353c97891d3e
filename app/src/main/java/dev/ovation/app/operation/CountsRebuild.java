package dev.ovation.app.operation;

import dev.ovation.app.operation.OwnCases.Outcome;
import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.Recounts;
import dev.ovation.core.consistency.Suspicion;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RecountPage;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts a ledger's rows again. It changes nothing itself: what is not as the rows say, or has no
 * digest yet, becomes a case, which the owner of the partition mends between two batches while
 * writes go on. It goes on only when the cases of a slice are closed, so that there are never many.
 */
public final class CountsRebuild implements OperationKind {
  /** The kind of these operations. */
  public static final String NAME = "rebuild-counts";

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long POLL_MILLIS = 50;
  private static final int ROWS_AT_ONCE = 2_000;

  /** So many cases at a time, about: a page is not cut. */
  private static final int CASES_AT_ONCE = 200;

  private final SweepLedger ledger;
  private final CaseDesk desk;
  private final TargetKinds targetKinds;
  private final TimeSource time;

  public CountsRebuild(
      SweepLedger ledger, CaseDesk desk, TargetKinds targetKinds, TimeSource time) {
    this.ledger = ledger;
    this.desk = desk;
    this.targetKinds = targetKinds;
    this.time = time;
  }

  /**
   * A request.
   *
   * @param space the only one to look at; null for all of them, never with a target
   * @param target the only one to look at, in its space; null for all
   * @param dryRun only to say what is not right
   */
  public static Request request(
      @Nullable String space, @Nullable String target, boolean dryRun, String by) {
    Map<String, String> parameters = new HashMap<>();
    if (target != null) {
      parameters.put("target", target);
    }
    if (dryRun) {
      parameters.put("dryRun", "true");
    }
    return new Request(NAME, space == null ? "" : space, parameters, by);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Run begin(Operation operation) {
    return new Counting(operation);
  }

  /**
   * How far it is.
   *
   * @param isAtEnd whether all was looked at
   * @param cursor where to go on; null to begin
   */
  private record Mark(
      long wrong, long notSummed, Outcome outcome, boolean isAtEnd, @Nullable String cursor) {
    static final Mark START = new Mark(0, 0, Outcome.NONE, false, null);

    /** The cursor comes last, because it is a ledger's own text. */
    static Mark parse(String text) {
      if (text.isEmpty()) {
        return START;
      }
      String[] parts = text.split(" ", 8);
      return new Mark(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]),
          new Outcome(
              Long.parseLong(parts[2]),
              Long.parseLong(parts[3]),
              Long.parseLong(parts[4]),
              Long.parseLong(parts[5])),
          parts[6].equals("end"),
          parts[7].isEmpty() ? null : parts[7]);
    }

    String text() {
      return "%d %d %d %d %d %d %s %s"
          .formatted(
              wrong,
              notSummed,
              outcome.lastId(),
              outcome.mended(),
              outcome.sound(),
              outcome.beyond(),
              isAtEnd ? "end" : "on",
              cursor == null ? "" : cursor);
    }

    Mark with(Outcome now) {
      return new Mark(wrong, notSummed, now, isAtEnd, cursor);
    }
  }

  /** One run, for one thread. */
  private final class Counting implements Run {
    private final Request request;
    private final boolean dryRun;
    private final OwnCases cases;

    Counting(Operation operation) {
      this.request = operation.request();
      this.dryRun = request.parameters().containsKey("dryRun");
      this.cases = new OwnCases(ledger, desk, operation);
    }

    @Override
    public Slice next(Progress from) throws InterruptedException {
      Mark mark = Mark.parse(from.bookmark());
      List<RepairCase> waiting = cases.waiting();
      if (!waiting.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        return Slice.more(from, described(from.done(), mark) + "; " + OwnCases.waits(waiting));
      }
      mark = mark.with(cases.closedSince(mark.outcome()));
      if (mark.isAtEnd()) {
        Progress end = from.at(from.done(), from.done(), mark.text());
        return Slice.last(end, described(from.done(), mark));
      }
      return look(from, mark);
    }

    private Slice look(Progress from, Mark mark) {
      List<Suspicion> found = new ArrayList<>();
      long looked = 0;
      @Nullable String cursor = mark.cursor();
      boolean isAtEnd = false;
      long until = time.nanos() + SLICE_NANOS;
      do {
        RecountPage page = page(cursor);
        for (Recount recount : page.recounts()) {
          if (isAskedFor(recount)) {
            looked++;
            Suspicion suspicion = Recounts.toRebuild(recount);
            if (suspicion != null) {
              found.add(suspicion);
            }
          }
        }
        cursor = page.next();
        isAtEnd = cursor == null;
      } while (!isAtEnd && found.size() < CASES_AT_ONCE && time.nanos() - until < 0);
      if (!dryRun) {
        found.forEach(cases::open);
      }
      long notSummed =
          found.stream().filter(one -> one.cause().equals(SweepLedger.NOT_SUMMED)).count();
      Mark next =
          new Mark(
              mark.wrong() + found.size() - notSummed,
              mark.notSummed() + notSummed,
              mark.outcome(),
              isAtEnd,
              cursor);
      long done = from.done() + looked;
      return Slice.more(from.at(done, 0, next.text()), described(done, next));
    }

    private RecountPage page(@Nullable String cursor) {
      String target = request.parameters().get("target");
      return target == null
          ? ledger.recountAfter(cursor, ROWS_AT_ONCE)
          : new RecountPage(ledger.recount(targetKinds.of(request.space(), target)), null, 0);
    }

    private boolean isAskedFor(Recount recount) {
      String space = request.space();
      return space.isEmpty() || recount.targetKind().target().space().equals(space);
    }

    private String described(long looked, Mark mark) {
      String text =
          "%d counts looked at, %d wrong, %d not summed"
              .formatted(looked, mark.wrong(), mark.notSummed());
      if (dryRun) {
        return text + "; nothing is changed";
      }
      long others = mark.isAtEnd() ? mark.wrong() + mark.notSummed() - mark.outcome().cases() : 0;
      return text
          + "; "
          + mark.outcome().text()
          + (others <= 0 ? "" : ", " + others + " are left to cases that are open already");
    }
  }
}
