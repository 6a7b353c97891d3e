package dev.ovation.core.projection;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.DeadLetters.LetterChanges;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.Ledger.DeadLetter;
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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final LedgerTransaction transaction;
  private final int partition;
  private final RepairCase repairCase;
  private final TargetKind targetKind;
  private final Evidence evidence;
  private final LedgerPosition position;
  private final Recount recount;

  /**
   * What there is to judge by.
   *
   * @param truth what the log says, read as far as the ledger is; null when it was not read
   * @param hot what the hot store was seen to hold; null when it can't be asked
   * @param staleViews what is wrong in views of actors, in words; empty when nothing is known to be
   */
  record Evidence(
      @Nullable LogTruth truth, @Nullable HotLook hot, String staleViews, long nowMillis) {}

  Mender(LedgerTransaction transaction, int partition, RepairCase repairCase, Evidence evidence) {
    this.transaction = transaction;
    this.partition = partition;
    this.repairCase = repairCase;
    this.targetKind = repairCase.targetKind();
    this.evidence = evidence;
    this.position = transaction.position();
    this.recount = transaction.recount(targetKind);
  }

  Verdict run() {
    if (needsLog() && evidence.truth() == null) {
      return new Verdict.NeedsLog(checkpoint());
    }
    return recount.isRegister() && !isUnseenCounter() ? register() : counter();
  }

  /** A counter all of whose events were skipped: the ledger has never heard of it. */
  private boolean isUnseenCounter() {
    LogTruth truth = evidence.truth();
    if (truth == null || !recount.stored().isEmpty() || !recount.counted().isEmpty()) {
      return false;
    }
    Long total = truth.total(targetKind, outbox());
    return total != null && total != 0;
  }

  private boolean needsLog() {
    return !(isDigestRight() && Causes.trustsDigests(repairCase.cause())) && !isOnlyNotSummed();
  }

  /** Nobody doubts what is stored, and what can be told of it agrees: it is summed as it is. */
  private boolean isOnlyNotSummed() {
    return repairCase.cause().equals(Causes.NOT_SUMMED) && recount.agrees();
  }

  private boolean isToBeSummed() {
    return isOnlyNotSummed() && recount.isNotSummed();
  }

  /** Whether the digests are those of the rows, or the seal that of the total. */
  private boolean isDigestRight() {
    if (recount.stored().values().stream().anyMatch(sum -> sum.digest() == null)) {
      return false;
    }
    if (!recount.isRegister()) {
      return recount.agrees();
    }
    Set<String> values = new LinkedHashSet<>(recount.stored().keySet());
    values.addAll(recount.counted().keySet());
    return values.stream()
        .allMatch(
            value ->
                digests(recount.stored().getOrDefault(value, Sum.NONE))
                    .equals(digests(recount.counted().getOrDefault(value, Sum.NONE))));
  }

  private static String digests(Sum sum) {
    return String.valueOf(sum.digest());
  }

  private @Nullable LedgerCheckpoint checkpoint() {
    return transaction instanceof ClusterTransaction shared
        ? shared.checkpoints(List.of(targetKind)).getFirst()
        : null;
  }

  private List<Event> outbox() {
    return transaction instanceof ClusterTransaction shared
        ? shared.outboxAfter(0).stream().map(row -> row.event()).toList()
        : List.of();
  }

  // ---- registers -----------------------------------------------------------------------------

  private Verdict register() {
    RowRepairs rows = new RowRepairs(targetKind, transaction.rowsOf(targetKind), isDigestRight());
    LogTruth truth = evidence.truth();
    List<Event> outbox = truth == null ? List.of() : outbox();
    Map<String, RegisterEvent> events = Map.of();
    if (truth != null) {
      events = truth.registers(targetKind, outbox);
      rows.compare(events, position.n() + 1);
    }
    String cause = rows.cause().isEmpty() ? causeOfCounts() : rows.cause();
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
        texts(rows.before(), String.valueOf(stored())),
        counts -> texts(rows.after(), String.valueOf(counts.byValue())),
        rows,
        null);
  }

  private static String texts(String rows, String counts) {
    return rows.isEmpty() ? "counts " + counts : rows + "; counts " + counts;
  }

  private Map<String, Long> stored() {
    TreeMap<String, Long> totals = new TreeMap<>();
    recount.stored().forEach((value, sum) -> totals.put(value, sum.total()));
    return totals;
  }

  /** Empty when nothing is wrong with them. */
  private String causeOfCounts() {
    if (recount.agrees()) {
      return isToBeSummed() ? Causes.NOT_SUMMED : "";
    }
    TreeMap<String, Long> counted = new TreeMap<>();
    recount.counted().forEach((value, sum) -> counted.put(value, sum.total()));
    boolean totalsAgree = Counts.of(stored()).equals(Counts.of(counted));
    return totalsAgree ? Causes.DIGEST_ONLY : Causes.WRONG_COUNT;
  }

  /**
   * Compaction keeps the last record of a register. While a row was gone an older event could win,
   * so nobody saw that its newest is not the last.
   */
  private static List<Event> winners(
      RowRepairs rows, Map<String, RegisterEvent> events, List<Event> outbox, LogTruth truth) {
    List<Event> winners = new ArrayList<>();
    for (RowFix fix : rows.fixes()) {
      RegisterEvent newest = events.get(fix.interaction().actor());
      if (newest != null && truth.endsOtherwise(newest) && !outbox.contains(newest)) {
        winners.add(newest);
      }
    }
    return winners;
  }

  // ---- counters ------------------------------------------------------------------------------

  private Verdict counter() {
    LogTruth truth = evidence.truth();
    long stored = recount.stored().getOrDefault(targetKind.kind(), Sum.NONE).total();
    if (truth == null) {
      return isToBeSummed()
          ? mend(Causes.NOT_SUMMED, "total " + stored, counts -> "total " + stored, null, stored)
          : sound(null);
    }
    Long total = truth.total(targetKind, outbox());
    CounterTruth of = truth.counter(targetKind);
    boolean ambiguous = total != null && total == stored && !isDigestRight() && !of.isWhole();
    if (total == null || ambiguous) {
      return beyondRepair(
          total == null
              ? String.valueOf(of.problem())
              : "the total was changed, and the checkpoint that stands for expired events may have"
                  + " been made of the changed one");
    }
    if (total != stored || !isDigestRight()) {
      String cause =
          total == stored
              ? Causes.DIGEST_ONLY
              : isDigestRight() ? Causes.SKIPPED_EVENT : Causes.WRONG_COUNT;
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
    Fold.Result fold = new Fold(transaction, partition, position, batch, true, event -> true).run();
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
      return new Verdict.Right(rows == null ? null : views(rows, rows.actors()));
    }
    return mend(
        Causes.HOT_STORE,
        problem,
        told -> "told anew: " + told.byValue(),
        rows,
        rows == null ? counts.get(targetKind.kind()) : null);
  }

  private List<RowConfirm> views(RowRepairs rows, Iterable<String> actors) {
    List<RowConfirm> views = new ArrayList<>();
    for (String actor : actors) {
      views.add(new RowConfirm(new Interaction(targetKind, actor), rows.right(actor)));
    }
    return views;
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
            partition,
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
    return new Verdict.Mended(open, confirmation(after, stored, rows), after);
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

  /** All that the hot store may hold of this: what it showed, and what is mended. */
  private Confirmation confirmation(
      LedgerPosition after, Counts counts, @Nullable RowRepairs rows) {
    Set<String> keys = new LinkedHashSet<>();
    HotLook hot = evidence.hot();
    if (hot != null) {
      hot.entries().stream().map(HotEntry::key).forEach(keys::add);
    }
    List<KeyedRow> told = new ArrayList<>();
    List<RowConfirm> views = new ArrayList<>();
    if (rows == null) {
      told.addAll(knownTokens(keys));
      told.addAll(passed(hot, after, told));
    } else {
      rows.fixes().forEach(fix -> keys.add(fix.interaction().actor()));
      keys.forEach(key -> told.add(new KeyedRow(key, rows.right(key))));
      views.addAll(views(rows, keys));
    }
    Commit commit = new Commit(partition, position.n(), after.n(), after.h(), 0, after.version());
    return new Confirmation(
        commit,
        List.of(new TargetConfirm(targetKind, counts, told, parked(keys, rows))),
        List.of(),
        views);
  }

  /** Tokens that are purged by now, or never kept, the hot store knows better. */
  private List<KeyedRow> knownTokens(Set<String> keys) {
    List<TokenKey> tokens = keys.stream().map(key -> new TokenKey(targetKind, key)).toList();
    List<Row> found = transaction.tokens(tokens);
    List<KeyedRow> known = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).exists()) {
        known.add(new KeyedRow(tokens.get(i).key(), found.get(i)));
      }
    }
    return known;
  }

  /** Additions without token that the ledger has passed leave no trace but the total. */
  private static List<KeyedRow> passed(
      @Nullable HotLook hot, LedgerPosition after, List<KeyedRow> known) {
    List<KeyedRow> passed = new ArrayList<>();
    for (HotEntry entry : hot == null ? List.<HotEntry>of() : hot.entries()) {
      Pending pending = entry.state().pending();
      if (pending != null
          && !pending.parked()
          && pending.offset() <= after.h()
          && known.stream().noneMatch(row -> row.key().equals(entry.key()))) {
        Event event = pending.event();
        passed.add(
            new KeyedRow(entry.key(), new Row(null, event.version(), event.atMillis(), after.n())));
      }
    }
    return passed;
  }

  private List<ParkedEvent> parked(Set<String> keys, @Nullable RowRepairs rows) {
    List<TokenKey> asked = keys.stream().map(key -> new TokenKey(targetKind, key)).toList();
    List<ParkedEvent> parked = new ArrayList<>();
    for (DeadLetter letter : transaction.parked(asked)) {
      Event event = letter.event();
      if (event != null) {
        Row row = rows == null ? ParkedRows.row(transaction, event) : rows.right(event.entryKey());
        parked.add(new ParkedEvent(event, letter.offset(), row));
      }
    }
    return parked;
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
