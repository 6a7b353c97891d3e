package dev.ovation.core.projection;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Settlement;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.SettledEvent;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of a partition does to its ledger: reads the rows it touches within the
 * transaction, applies the rule, and yields the changes to write and the confirmation for the hot
 * store. Used once, by one thread.
 */
final class Fold {
  private final LedgerTransaction transaction;
  private final Commit commit;
  private final LedgerPosition after;
  private final Batch batch;
  private final boolean remembersVersions;

  private final List<RowChange> rowChanges = new ArrayList<>();
  private final List<TokenChange> tokenChanges = new ArrayList<>();
  private final Map<TargetKind, Touched> touched = new LinkedHashMap<>();

  /** One (target, kind) of the batch. */
  private static final class Touched {
    final TreeMap<String, Long> deltas = new TreeMap<>();
    final List<KeyedRow> rows = new ArrayList<>();
    List<ParkedEvent> parked = List.of();
    @Nullable Long checkpoint;

    /** Hardly any target ever has one, so the list is made when the first comes. */
    void park(ParkedEvent event) {
      if (parked.isEmpty()) {
        parked = new ArrayList<>();
      }
      parked.add(event);
    }
  }

  Fold(LedgerTransaction transaction, int partition, LedgerPosition before, Batch batch) {
    this(transaction, partition, before, batch, false);
  }

  /**
   * @param remembersVersions whether a counter event without token may be met more than once, and
   *     so its version is remembered in place of one
   */
  Fold(
      LedgerTransaction transaction,
      int partition,
      LedgerPosition before,
      Batch batch,
      boolean remembersVersions) {
    this.transaction = transaction;
    this.batch = batch;
    this.remembersVersions = remembersVersions;
    long version = Math.max(before.version(), batch.versionMax());
    this.after = new LedgerPosition(before.n() + 1, batch.end(), version);
    this.commit = new Commit(partition, before.n(), after.n(), after.h(), 0, version);
  }

  /** What to write and what to confirm. */
  record Result(Changes changes, Confirmation confirmation, LedgerPosition after) {}

  Result run() {
    List<RowConfirm> viewRows = registers();
    counters();
    List<DeadLetter> letters = park();
    List<SettledEvent> settled = settle();
    List<TargetKind> targetKinds = List.copyOf(touched.keySet());
    List<Counts> before = transaction.counts(targetKinds);
    List<CountChange> countChanges = new ArrayList<>();
    List<TargetConfirm> targets = new ArrayList<>();
    for (int i = 0; i < targetKinds.size(); i++) {
      TargetKind targetKind = targetKinds.get(i);
      Touched of = touched(targetKind);
      TreeMap<String, Long> counts = new TreeMap<>(before.get(i).byValue());
      SortedMap<String, Long> changed = new TreeMap<>();
      Long checkpoint = of.checkpoint;
      if (checkpoint != null) {
        counts.put(targetKind.kind(), checkpoint);
      }
      of.deltas.forEach(
          (value, delta) -> changed.put(value, counts.merge(value, delta, Long::sum)));
      if (!changed.isEmpty()) {
        countChanges.add(new CountChange(targetKind, changed));
      }
      targets.add(new TargetConfirm(targetKind, Counts.of(counts), of.rows, of.parked));
    }
    return new Result(
        new Changes(after, rowChanges, countChanges, tokenChanges, letters, batch.letters()),
        new Confirmation(commit, targets, settled, viewRows),
        after);
  }

  /** The newest event of each register against its row. */
  private List<RowConfirm> registers() {
    List<Interaction> interactions = List.copyOf(batch.registers().keySet());
    List<RegisterEvent> events = List.copyOf(batch.registers().values());
    List<Row> rows = transaction.rows(interactions);
    List<RowConfirm> confirms = new ArrayList<>(interactions.size());
    for (int i = 0; i < interactions.size(); i++) {
      Interaction interaction = interactions.get(i);
      Row before = rows.get(i);
      Row now = Rule.apply(before, events.get(i), after.n());
      Touched of = touched(interaction.targetKind());
      if (Rule.wins(now.version(), before.version())) {
        rowChanges.add(new RowChange(interaction, before, now));
        // Both values are touched even if the count stays as it was: see CountChange.
        add(of, before.value(), -1);
        add(of, now.value(), 1);
      }
      of.rows.add(new KeyedRow(interaction.actor(), now));
      confirms.add(new RowConfirm(interaction, now));
    }
    return confirms;
  }

  /**
   * Counter events in the order of the log: of those with one token the first counts, and a
   * checkpoint's total stands for everything before it, in this batch too.
   */
  private void counters() {
    List<TokenKey> keys =
        batch.counters().stream()
            .filter(event -> event instanceof CounterEvent e && isRemembered(e))
            .map(event -> new TokenKey(event.targetKind(), event.entryKey()))
            .distinct()
            .toList();
    List<Row> found = transaction.tokens(keys);
    Map<TokenKey, Row> counted = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      counted.put(keys.get(i), found.get(i));
    }
    Map<TokenKey, Row> changed = new LinkedHashMap<>();
    for (Event event : batch.counters()) {
      switch (event) {
        case CounterEvent e -> counter(e, counted, changed);
        case CounterCheckpoint e -> {
          Touched of = touched(e.targetKind());
          of.checkpoint = e.total();
          of.deltas.put(e.targetKind().kind(), 0L);
        }
        case RegisterEvent e ->
            throw new IllegalStateException("a register event among counters: " + e);
      }
    }
    changed.forEach((key, row) -> tokenChanges.add(new TokenChange(key, row)));
  }

  private void counter(CounterEvent event, Map<TokenKey, Row> counted, Map<TokenKey, Row> changed) {
    Touched of = touched(event.targetKind());
    TokenKey key = new TokenKey(event.targetKind(), event.entryKey());
    Row before = counted.getOrDefault(key, Row.NONE);
    Row now = before;
    if (Rule.counts(before, event)) {
      now = new Row(null, event.version(), event.atMillis(), after.n());
      add(of, event.targetKind().kind(), event.by());
      if (isRemembered(event)) {
        counted.put(key, now);
        changed.put(key, now);
      }
    }
    of.rows.add(new KeyedRow(key.key(), now));
  }

  private boolean isRemembered(CounterEvent event) {
    return event.token() != null || remembersVersions;
  }

  private List<DeadLetter> park() {
    List<DeadLetter> letters = new ArrayList<>();
    for (DeadLetter letter : batch.poison()) {
      letters.add(letter);
      Event event = letter.event();
      if (event != null) {
        touched(event.targetKind())
            .park(new ParkedEvent(event, letter.offset(), ParkedRows.row(transaction, event)));
      }
    }
    return letters;
  }

  /**
   * The slot of each settled letter is told the row, too: it may not know it, and an entry that is
   * told nothing is not let go.
   */
  private List<SettledEvent> settle() {
    List<SettledEvent> settled =
        SettledEvents.of(
            transaction, batch.letters().settled().stream().map(Settlement::letter).toList());
    for (SettledEvent one : settled) {
      Event event = one.event();
      List<KeyedRow> rows = touched(event.targetKind()).rows;
      // Those that are tried again are among them.
      if (rows.stream().noneMatch(row -> row.key().equals(event.entryKey()))) {
        rows.add(new KeyedRow(event.entryKey(), ParkedRows.row(transaction, event)));
      }
    }
    return settled;
  }

  private static void add(Touched touched, @Nullable String value, long delta) {
    if (value != null) {
      touched.deltas.merge(value, delta, Long::sum);
    }
  }

  private Touched touched(TargetKind targetKind) {
    return touched.computeIfAbsent(targetKind, k -> new Touched());
  }
}
