package dev.ovation.core.projection;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.DeadLetters.LetterChanges;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.SweepLedger.Sum;
import dev.ovation.core.projection.CaseLook.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a case once more, in one transaction of the partition's owner, and puts right what is
 * wrong. A case stays open until all that was committed for it is told to the hot store: whoever
 * takes it up after a crash finds the ledger right and what the hot store shows not.
 *
 * <p>The truth is what the log says up to where the ledger is, and the outbox: both are exact in
 * this transaction, because only the owner moves the offset and whoever commits directly fills the
 * outbox. Where nobody doubts the rows and their digests agree, they are the truth themselves.
 *
 * <p>Used once.
 */
final class Mender {
  private static final String BY = "repairer";

  private final CaseLook look;
  private final LedgerTransaction transaction;
  private final RepairCase repairCase;
  private final TargetKind targetKind;
  private final Evidence evidence;
  private final LedgerPosition position;
  private final Recount recount;

  static Mender of(
      LedgerTransaction transaction, int partition, RepairCase repairCase, Evidence evidence) {
    return new Mender(CaseLook.at(transaction, partition, repairCase, evidence));
  }

  private Mender(CaseLook look) {
    this.look = look;
    this.transaction = look.transaction();
    this.repairCase = look.repairCase();
    this.targetKind = look.targetKind();
    this.evidence = look.evidence();
    this.position = look.position();
    this.recount = look.recount();
  }

  Verdict run() {
    if (look.needsLog() && evidence.truth() == null) {
      return new Verdict.NeedsLog(look.checkpoint());
    }
    return look.isRegister() ? register() : counter();
  }

  // ---- registers -----------------------------------------------------------------------------

  private Verdict register() {
    RowRepairs rows =
        new RowRepairs(targetKind, transaction.rowsOf(targetKind), look.isDigestRight());
    LogTruth truth = evidence.truth();
    List<Event> outbox = truth == null ? List.of() : look.outbox();
    Map<String, RegisterEvent> events = Map.of();
    if (truth != null) {
      events = truth.registers(targetKind, outbox);
      rows.compare(events, position.n() + 1);
    }
    String cause = rows.cause().isEmpty() ? look.causeOfCounts() : rows.cause();
    if (cause.isEmpty()) {
      return sound(rows);
    }
    if (truth != null && transaction instanceof ClusterTransaction shared) {
      List<Event> winners = winners(rows, events, outbox, truth);
      if (!winners.isEmpty()) {
        shared.enqueue(winners);
      }
    }
    return mend(
        cause,
        texts(rows.before(), String.valueOf(look.stored())),
        counts -> texts(rows.after(), String.valueOf(counts.byValue())),
        rows,
        null);
  }

  private static String texts(String rows, String counts) {
    return rows.isEmpty() ? "counts " + counts : rows + "; counts " + counts;
  }

  /**
   * Compaction keeps the last record of a register. While a row was gone an older event could win,
   * so nobody saw that its newest is not the last; and while a row said something else, that may
   * have been appended as the winner over an older event.
   */
  private static List<Event> winners(
      RowRepairs rows, Map<String, RegisterEvent> events, List<Event> outbox, LogTruth truth) {
    List<Event> winners = new ArrayList<>();
    for (RowFix fix : rows.fixes()) {
      RegisterEvent newest = events.get(fix.interaction().actor());
      if (newest != null && !endsWith(newest, outbox, truth)) {
        winners.add(newest);
      }
    }
    return winners;
  }

  /** Whether this is a register's last record, once all of the outbox is in the log. */
  private static boolean endsWith(RegisterEvent newest, List<Event> outbox, LogTruth truth) {
    for (Event event : outbox.reversed()) {
      if (event instanceof RegisterEvent e && e.interaction().equals(newest.interaction())) {
        return e.equals(newest);
      }
    }
    return !truth.endsOtherwise(newest);
  }

  // ---- counters ------------------------------------------------------------------------------

  private Verdict counter() {
    LogTruth truth = evidence.truth();
    long stored = recount.stored().getOrDefault(targetKind.kind(), Sum.NONE).total();
    if (truth == null) {
      return look.isToBeSummed()
          ? mend(Causes.NOT_SUMMED, "total " + stored, counts -> "total " + stored, null, stored)
          : sound(null);
    }
    List<Event> outbox = look.outbox();
    Long total = truth.total(targetKind, outbox);
    CounterTruth of = truth.counter(targetKind);
    boolean ambiguous = total != null && total == stored && !look.isDigestRight() && !of.isWhole();
    if (total == null || ambiguous) {
      return beyondRepair(
          total == null
              ? String.valueOf(of.problem())
              : "the total was changed, and the checkpoint that stands for expired events may have"
                  + " been made of the changed one");
    }
    boolean isRight =
        look.isDigestRight()
            && (total == stored || truth.mayBe(targetKind, outbox, stored, transaction));
    if (!isRight) {
      String cause =
          total == stored
              ? Causes.DIGEST_ONLY
              : look.isDigestRight() ? Causes.SKIPPED_EVENT : Causes.WRONG_COUNT;
      return mend(cause, "total " + stored, counts -> "total " + total, null, total);
    }
    List<CounterEvent> unknown = unknownTokens(of.remembered(position.version()));
    return unknown.isEmpty() ? sound(null) : remember(unknown);
  }

  private List<CounterEvent> unknownTokens(List<CounterEvent> events) {
    List<TokenKey> keys = events.stream().map(SettledEvents::keyOf).toList();
    List<Row> known = transaction.tokens(keys);
    List<CounterEvent> unknown = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!known.get(i).exists()) {
        unknown.add(events.get(i));
      }
    }
    return unknown;
  }

  /** The total holds these already, and a retry of them must not count again. */
  private Verdict remember(List<CounterEvent> unknown) {
    Batch batch = Batch.settling(position.h(), List.copyOf(unknown), LetterChanges.NONE);
    Fold.Result fold =
        new Fold(transaction, look.partition(), position, batch, true, event -> true).run();
    transaction.write(fold.changes());
    return new Verdict.Mended(repairCase, fold.confirmation(), fold.after());
  }

  private Verdict beyondRepair(String reason) {
    return new Verdict.Closed(
        close(transaction, repairCase, CaseState.BEYOND_REPAIR, evidence.nowMillis(), reason));
  }

  // ---- the hot store, and the end --------------------------------------------------------------

  /** The ledger is right; is what the hot store shows? */
  private Verdict sound(@Nullable RowRepairs rows) {
    LogTruth truth = evidence.truth();
    if (truth != null && truth.versionMax() > position.version()) {
      return versionTold(truth.versionMax(), rows);
    }
    HotLook hot = evidence.hot();
    if (hot == null || !hot.isComparable(position)) {
      return new Verdict.Later();
    }
    Counts counts = transaction.counts(List.of(targetKind)).getFirst();
    String problem =
        hot.isCold() ? null : hot.problem(position, counts, rows == null ? null : rows::row);
    if (problem == null && !evidence.staleViews().isEmpty()) {
      problem = evidence.staleViews();
    }
    if (problem == null) {
      return new Verdict.Right(rows == null ? null : rows.views(rows.actors()));
    }
    return mend(
        Causes.HOT_STORE,
        problem,
        told -> "told anew: " + told.byValue(),
        rows,
        rows == null ? counts.get(targetKind.kind()) : null);
  }

  /**
   * What was skipped would have changed nothing but the highest version that was met: clocks start
   * above it.
   */
  private Verdict versionTold(long version, @Nullable RowRepairs rows) {
    return mend(
        Causes.SKIPPED_EVENT,
        "versions up to " + position.version(),
        counts -> "versions up to " + version,
        rows,
        rows == null ? total() : null);
  }

  private long total() {
    return transaction.counts(List.of(targetKind)).getFirst().get(targetKind.kind());
  }

  private interface AfterText {
    String of(Counts counts);
  }

  private Verdict mend(
      String cause,
      String before,
      AfterText afterText,
      @Nullable RowRepairs rows,
      @Nullable Long total) {
    LogTruth truth = evidence.truth();
    long version =
        truth == null ? position.version() : Math.max(position.version(), truth.versionMax());
    LedgerPosition after = new LedgerPosition(position.n() + 1, position.h(), version);
    List<RowFix> fixes = rows == null ? List.of() : rows.fixes();
    Counts counts = counts(fixes, rows, total);
    String text = afterText.of(counts);
    RepairCase open =
        new RepairCase(
            repairCase.id(),
            look.partition(),
            targetKind,
            repairCase.cause(),
            repairCase.evidence(),
            repairCase.by(),
            repairCase.foundMillis(),
            CaseState.DUE,
            0,
            cause + ": " + before + " -> " + text);
    Repair audit =
        new Repair(
            evidence.nowMillis(),
            targetKind.kind() + " of " + targetKind.target().text() + " mended",
            before,
            text,
            cause
                + "; found as "
                + repairCase.cause()
                + ": "
                + repairCase.evidence()
                + "; at commit "
                + after.n()
                + ", offset "
                + after.h(),
            BY + ", told by " + repairCase.by());
    Counts stored = transaction.mend(new Mending(after, targetKind, fixes, total, open, audit));
    return new Verdict.Mended(open, new MendedConfirmation(look, rows).of(after, stored), after);
  }

  /** What it will store, for the audit. */
  private Counts counts(List<RowFix> fixes, @Nullable RowRepairs rows, @Nullable Long total) {
    Map<String, Long> counts = new TreeMap<>();
    if (rows == null) {
      counts.put(targetKind.kind(), total == null ? 0 : total);
      return Counts.of(counts);
    }
    recount.counted().forEach((value, sum) -> counts.put(value, sum.total()));
    for (RowFix fix : fixes) {
      add(counts, rows.row(fix.interaction().actor()).value(), -1);
      add(counts, fix.right().value(), 1);
    }
    return Counts.of(counts);
  }

  private static void add(Map<String, Long> counts, @Nullable String value, long delta) {
    if (value != null) {
      counts.merge(value, delta, Long::sum);
    }
  }

  /** Closes a case: there is nothing left to do, or nothing that can be done. */
  static RepairCase close(
      LedgerTransaction transaction, RepairCase open, CaseState how, long nowMillis, String text) {
    String outcome = open.outcome();
    String cause =
        how == CaseState.MENDED ? outcome.substring(0, outcome.indexOf(':')) : open.cause();
    RepairCase closed = open.closed(how, cause, nowMillis, text);
    transaction.mend(
        new Mending(transaction.position(), open.targetKind(), List.of(), null, closed, null));
    return closed;
  }
}
