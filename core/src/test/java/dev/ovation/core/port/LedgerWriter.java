package dev.ovation.core.port;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A projector as small as can be, which fills the ledgers of the contracts. */
final class LedgerWriter {
  private final Ledger ledger;
  private final int partition;

  private LedgerWriter(Ledger ledger, int partition) {
    this.ledger = ledger;
    this.partition = partition;
  }

  static LedgerWriter of(Ledger ledger, int partition) {
    return new LedgerWriter(ledger, partition);
  }

  /** Writes events, of one register each, as one commit; every event takes one offset. */
  LedgerPosition commit(RegisterEvent... events) {
    return ledger.transact(partition, transaction -> write(transaction, List.of(events)));
  }

  LedgerPosition write(LedgerTransaction transaction, List<RegisterEvent> events) {
    LedgerPosition before = transaction.position();
    long newest = events.stream().mapToLong(RegisterEvent::version).max().orElse(0);
    LedgerPosition after =
        new LedgerPosition(
            before.n() + 1, before.h() + events.size(), Math.max(before.version(), newest));
    List<Interaction> interactions = events.stream().map(RegisterEvent::interaction).toList();
    List<Row> rows = transaction.rows(interactions);
    List<RowChange> changes = new ArrayList<>();
    Map<TargetKind, SortedMap<String, Long>> deltas = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Row now = Rule.apply(rows.get(i), events.get(i), after.n());
      changes.add(new RowChange(interactions.get(i), rows.get(i), now));
      SortedMap<String, Long> of =
          deltas.computeIfAbsent(events.get(i).targetKind(), k -> new TreeMap<>());
      add(of, rows.get(i).value(), -1);
      add(of, now.value(), 1);
    }
    transaction.write(
        new Changes(after, changes, counts(transaction, deltas), List.of(), List.of()));
    return after;
  }

  private static List<CountChange> counts(
      LedgerTransaction transaction, Map<TargetKind, SortedMap<String, Long>> deltas) {
    List<CountChange> changes = new ArrayList<>();
    deltas.forEach(
        (targetKind, of) -> {
          Counts before = transaction.counts(List.of(targetKind)).getFirst();
          TreeMap<String, Long> after = new TreeMap<>();
          of.forEach((value, delta) -> after.put(value, before.get(value) + delta));
          if (!after.isEmpty()) {
            changes.add(new CountChange(targetKind, after));
          }
        });
    return changes;
  }

  private static void add(SortedMap<String, Long> deltas, @Nullable String value, long delta) {
    if (value != null) {
      deltas.merge(value, delta, Long::sum);
    }
  }
}
