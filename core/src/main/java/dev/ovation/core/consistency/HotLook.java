package dev.ovation.core.consistency;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotInspection.HotBase;
import dev.ovation.core.port.HotInspection.HotSlot;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A slot's (target, kind) beside the ledger, which was read after it. Only what can be proved is
 * judged:
 *
 * <ul>
 *   <li>The base is the counts as of a commit. The ledger has that commit; if none after it touched
 *       the (target, kind), its counts are the same.
 *   <li>The row of an entry was committed, so the ledger has it or a newer one; and a newer one
 *       whose commit the place had seen must be in the entry.
 * </ul>
 *
 * @param entries those whose rows are compared, in the order of the answers after the first
 */
record HotLook(TargetKind targetKind, HotSlot slot, List<HotEntry> entries) {
  /** Of a (target, kind) with more entries than this only some are compared. */
  private static final int ENTRIES_MAX = 200;

  /** How a look ended. */
  enum Verdict {
    RIGHT,
    /** What is compared has changed in between: it can't be told. */
    UNKNOWN,
    WRONG
  }

  /**
   * A verdict.
   *
   * @param suspicion only with {@link Verdict#WRONG}
   */
  record Judgement(Verdict verdict, @Nullable Suspicion suspicion) {
    static final Judgement RIGHT = new Judgement(Verdict.RIGHT, null);
    static final Judgement UNKNOWN = new Judgement(Verdict.UNKNOWN, null);

    static Judgement wrong(TargetKind targetKind, SweepCause cause, String evidence) {
      return new Judgement(Verdict.WRONG, new Suspicion(targetKind, cause, evidence));
    }
  }

  static HotLook of(TargetKind targetKind, HotSlot slot, boolean isRegister) {
    List<HotEntry> compared =
        isRegister
            ? slot.entries().stream()
                .filter(entry -> entry.state().row() != null)
                .limit(ENTRIES_MAX)
                .toList()
            : List.of();
    return new HotLook(targetKind, slot, compared);
  }

  /** What the ledger is to be asked, after the slot was read: the counts, then each row. */
  List<LedgerQuery> queries() {
    List<LedgerQuery> queries = new ArrayList<>();
    queries.add(new LedgerQuery(targetKind, null, true));
    entries.forEach(entry -> queries.add(new LedgerQuery(targetKind, entry.key(), false)));
    return queries;
  }

  Judgement judge(List<LedgerAnswer> answers) {
    for (int i = 0; i < entries.size(); i++) {
      Judgement of = entry(entries.get(i), answers.get(i + 1).row());
      if (of.verdict() == Verdict.WRONG) {
        return of;
      }
    }
    return base(answers.getFirst());
  }

  private Judgement base(LedgerAnswer answer) {
    HotBase base = slot.base();
    Counts stored = answer.counts();
    if (base == null || stored == null) {
      return Judgement.RIGHT;
    }
    if (answer.touchedN() > base.n() || answer.n() < base.n()) {
      return Judgement.UNKNOWN;
    }
    Counts own = withoutEntries(base);
    return own.equals(stored)
        ? Judgement.RIGHT
        : Judgement.wrong(
            targetKind,
            SweepCause.HOT_COUNT,
            "the hot store, of commit "
                + base.n()
                + ", has "
                + own.byValue()
                + "; the ledger, touched by commit "
                + answer.touchedN()
                + " and seen at commit "
                + answer.n()
                + ", has "
                + stored.byValue());
  }

  /** What is left of what the base shows when the parts of all entries are taken out. */
  private Counts withoutEntries(HotBase base) {
    Map<String, Long> own = new TreeMap<>(base.shown());
    for (HotEntry entry : slot.entries()) {
      Pending pending = entry.state().pending();
      Row row = entry.state().row();
      if (pending == null || row == null || (pending.offset() <= base.h() && !pending.parked())) {
        continue;
      }
      switch (pending.event()) {
        case RegisterEvent event -> {
          if (Rule.wins(event.version(), row.version())) {
            take(own, event.value(), 1);
            take(own, row.value(), -1);
          }
        }
        case CounterEvent event -> {
          if (Rule.counts(row, event)) {
            take(own, targetKind.kind(), event.by());
          }
        }
        case Checkpoint event -> {}
      }
    }
    return Counts.of(own);
  }

  private static void take(Map<String, Long> from, @Nullable String value, long part) {
    if (value != null) {
      from.merge(value, -part, Long::sum);
    }
  }

  private Judgement entry(HotEntry entry, Row stored) {
    Row kept = Objects.requireNonNull(entry.state().row());
    if (isSame(kept, stored)) {
      return Judgement.RIGHT;
    }
    boolean inFlight = Rule.wins(stored.version(), kept.version()) && stored.n() > slot.place().n();
    return inFlight
        ? Judgement.RIGHT
        : Judgement.wrong(
            targetKind,
            SweepCause.HOT_ENTRY,
            "of "
                + entry.key()
                + " the hot store, at commit "
                + slot.place().n()
                + ", has "
                + text(kept)
                + "; the ledger has "
                + text(stored));
  }

  /** Whether two rows say the same: a tombstone that was purged reads as none. */
  static boolean isSame(Row kept, Row stored) {
    if (kept.version() == stored.version()) {
      return Objects.equals(kept.value(), stored.value());
    }
    return !stored.exists() && kept.value() == null;
  }

  static String text(Row row) {
    return row.exists()
        ? (row.value() == null ? "unset" : row.value())
            + " version "
            + row.version()
            + " of commit "
            + row.n()
        : "nothing";
  }
}
