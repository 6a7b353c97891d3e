package dev.ovation.core.projection;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.LogRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the confirmation of a range that was committed but perhaps never confirmed: every key the
 * log names in the range, with its current row.
 */
final class Reconfirm {
  private final LedgerTransaction transaction;
  private final Set<Long> parkedOffsets;
  private final Map<TargetKind, List<KeyedRow>> rows = new LinkedHashMap<>();
  private final Map<TargetKind, List<ParkedEvent>> parked = new LinkedHashMap<>();
  private final List<RowConfirm> views = new ArrayList<>();
  private final Set<Object> seen = new HashSet<>();

  Reconfirm(LedgerTransaction transaction, Set<Long> parkedOffsets) {
    this.transaction = transaction;
    this.parkedOffsets = parkedOffsets;
  }

  /**
   * All that was committed after a place, by anybody, with rows as they are now.
   *
   * @param range of the log, from the place to the ledger; what the outbox holds is added to it
   */
  static Confirmation allAfter(Place place, Range range, ClusterTransaction transaction) {
    LedgerPosition locked = transaction.position();
    Commit commit =
        new Commit(
            range.partition(), place.n(), locked.n(), locked.h(), place.g(), locked.version());
    for (OutboxRow row : transaction.outboxAfter(place.n())) {
      range.records().add(new LogRecord.Readable(0, row.event()));
    }
    return new Reconfirm(transaction, range.parkedOffsets()).of(commit, range.records());
  }

  Confirmation of(Commit commit, List<LogRecord> range) {
    for (LogRecord record : range) {
      if (record instanceof LogRecord.Readable(long offset, Event event)) {
        add(offset, event);
      }
    }
    List<TargetKind> targetKinds = List.copyOf(rows.keySet());
    List<Counts> counts = transaction.counts(targetKinds);
    List<TargetConfirm> targets = new ArrayList<>();
    for (int i = 0; i < targetKinds.size(); i++) {
      TargetKind targetKind = targetKinds.get(i);
      targets.add(
          new TargetConfirm(
              targetKind,
              counts.get(i),
              rows.getOrDefault(targetKind, List.of()),
              parked.getOrDefault(targetKind, List.of())));
    }
    return new Confirmation(commit, targets, views);
  }

  private void add(long offset, Event event) {
    if (event instanceof Checkpoint) {
      return; // No reader is shown one.
    }
    TargetKind targetKind = event.targetKind();
    List<KeyedRow> of = rows.computeIfAbsent(targetKind, k -> new ArrayList<>());
    if (parkedOffsets.contains(offset)) {
      parked
          .computeIfAbsent(targetKind, k -> new ArrayList<>())
          .add(new ParkedEvent(event, offset, ParkedRows.row(transaction, event)));
      return;
    }
    if (!seen.add(List.of(targetKind, event.entryKey()))) {
      return;
    }
    switch (event) {
      case RegisterEvent e -> {
        Interaction interaction = e.interaction();
        Row row = transaction.rows(List.of(interaction)).getFirst();
        of.add(new KeyedRow(e.entryKey(), row));
        views.add(new RowConfirm(interaction, row));
      }
      case CounterEvent e -> {
        Row found = transaction.tokens(List.of(new TokenKey(targetKind, e.entryKey()))).getFirst();
        // Where versions are no tokens, nothing tells the commit of an event without token; the
        // current one is high enough.
        Row counted =
            found.exists() || e.token() != null
                ? found
                : new Row(null, e.version(), e.atMillis(), transaction.position().n());
        of.add(new KeyedRow(e.entryKey(), counted));
      }
      case Checkpoint e -> {}
    }
  }
}
