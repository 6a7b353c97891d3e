package dev.ovation.core.projection;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the hot store is told of a case that was mended: everything that it may hold of the (target,
 * kind), whether or not that was wrong.
 */
final class MendedConfirmation {
  private final CaseLook look;
  private final TargetKind targetKind;
  private final LedgerTransaction transaction;
  private final @Nullable RowRepairs rows;

  /**
   * @param rows null for a counter
   */
  MendedConfirmation(CaseLook look, @Nullable RowRepairs rows) {
    this.look = look;
    this.targetKind = look.targetKind();
    this.transaction = look.transaction();
    this.rows = rows;
  }

  /** All that the hot store may hold of this: what it showed, and what is mended. */
  Confirmation of(LedgerPosition after, Counts counts) {
    Set<String> keys = new LinkedHashSet<>();
    HotLook hot = look.evidence().hot();
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
      views.addAll(rows.views(keys));
    }
    Commit commit =
        new Commit(look.partition(), look.position().n(), after.n(), after.h(), 0, after.version());
    return new Confirmation(
        commit,
        List.of(new TargetConfirm(targetKind, counts, told, parked(keys))),
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

  private List<ParkedEvent> parked(Set<String> keys) {
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
}
