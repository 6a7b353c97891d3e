package dev.ovation.core.projection;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the hot store was seen to hold of a (target, kind), to be compared with the ledger.
 *
 * @param answer the counts it showed, and of which place
 * @param entries all there were
 * @param isSteady whether nothing changed while entries and counts were asked for
 */
record HotLook(HotAnswer answer, List<HotEntry> entries, boolean isSteady) {
  private static final HotLook COLD = new HotLook(HotAnswer.COLD, List.of(), true);

  /** Looks. The future fails when the store can't be asked. */
  static CompletableFuture<HotLook> at(HotStore hot, TargetKind targetKind) {
    return hot.entries(targetKind)
        .thenCompose(
            before ->
                before == null
                    ? CompletableFuture.completedFuture(COLD)
                    : hot.peek(List.of(new HotQuery(targetKind, null)))
                        .thenApply(answers -> new HotLook(answers.getFirst(), before, true))
                        .thenCompose(look -> look.onceMore(hot, targetKind)));
  }

  /** Entries that are the same again were so in between: no two events are equal. */
  private CompletableFuture<HotLook> onceMore(HotStore hot, TargetKind targetKind) {
    return hot.entries(targetKind)
        .thenApply(
            after ->
                new HotLook(
                    answer,
                    entries,
                    after != null && Set.copyOf(after).equals(Set.copyOf(entries))));
  }

  /** Whether the store holds nothing of the partition, so that nothing in it can be wrong. */
  boolean isCold() {
    return answer.isCold();
  }

  /** Whether it can be compared with the ledger: nothing of that is still to be told. */
  boolean isComparable(LedgerPosition ledger) {
    return isCold() || (isSteady && answer.n0() == ledger.n());
  }

  /**
   * What is wrong in it, in words; null when nothing is.
   *
   * @param counts the ledger's
   * @param row the ledger's row of a register's actor; null for a counter, whose entries say what
   *     the ledger may have forgotten
   */
  @Nullable String problem(
      LedgerPosition ledger, Counts counts, @Nullable Function<String, Row> row) {
    for (HotEntry entry : entries) {
      Pending pending = entry.state().pending();
      if (pending != null && !pending.parked() && pending.offset() <= ledger.h()) {
        return "the entry of %s waits for offset %d, which the ledger has passed"
            .formatted(entry.key(), pending.offset());
      }
    }
    if (row != null) {
      for (HotEntry entry : entries) {
        Row shown = entry.state().row();
        Row right = row.apply(entry.key());
        if (shown != null && !Rows.same(shown, right)) {
          return "the entry of %s has %s, the ledger %s"
              .formatted(entry.key(), Rows.text(shown), Rows.text(right));
        }
      }
    }
    Counts shown = answer.counts();
    Counts expected = shown == null ? null : expected(counts, ledger.h());
    return Objects.equals(shown, expected)
        ? null
        : "it shows %s instead of %s".formatted(shown, expected);
  }

  /** The ledger's counts with what entries add; null while a row is unknown. */
  private @Nullable Counts expected(Counts counts, long h) {
    Map<String, Long> sum = new TreeMap<>(counts.byValue());
    for (HotEntry entry : entries) {
      EntryState state = entry.state();
      Pending pending = state.pending();
      if (pending == null || (pending.offset() <= h && !pending.parked())) {
        continue;
      }
      Row row = state.row();
      if (row == null) {
        return null;
      }
      switch (pending.event()) {
        case RegisterEvent e -> {
          if (Rule.wins(e.version(), row.version())) {
            add(sum, e.value(), 1);
            add(sum, row.value(), -1);
          }
        }
        case CounterEvent e -> {
          if (Rule.counts(row, e)) {
            add(sum, e.targetKind().kind(), e.by());
          }
        }
        case Checkpoint e -> {}
      }
    }
    return Counts.of(sum);
  }

  private static void add(Map<String, Long> sum, @Nullable String value, long delta) {
    if (value != null) {
      sum.merge(value, delta, Long::sum);
    }
  }
}
