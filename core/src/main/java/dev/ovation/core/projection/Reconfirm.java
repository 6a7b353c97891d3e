package dev.ovation.core.projection;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one slice of the confirmation of what was committed but perhaps never confirmed: every key
 * that an event of the slice names, with its current row. Used once.
 */
final class Reconfirm {
  private final LedgerTransaction transaction;
  private final Map<Interaction, RegisterEvent> registers = new LinkedHashMap<>();
  private final Map<TokenKey, CounterEvent> counters = new LinkedHashMap<>();

  /** Those of the counters that were given up, and so were not counted. */
  private final Map<TokenKey, CounterEvent> dropped = new HashMap<>();

  private final List<ParkedEvent> parked = new ArrayList<>();
  private final Map<TargetKind, List<KeyedRow>> rows = new LinkedHashMap<>();
  private final List<RowConfirm> views = new ArrayList<>();

  Reconfirm(LedgerTransaction transaction) {
    this.transaction = transaction;
  }

  /**
   * An event that was committed after the place.
   *
   * @param letter what became of it if it was parked; null when it was not
   */
  void add(long offset, Event event, @Nullable Letter letter) {
    rows.computeIfAbsent(event.targetKind(), k -> new ArrayList<>());
    if (letter != null && !letter.isSettled()) {
      parked.add(new ParkedEvent(event, offset, ParkedRows.row(transaction, event)));
      return;
    }
    switch (event) {
      case RegisterEvent e -> registers.putIfAbsent(e.interaction(), e);
      case CounterEvent e -> {
        TokenKey key = SettledEvents.keyOf(e);
        counters.putIfAbsent(key, e);
        if (letter != null && isDrop(letter)) {
          dropped.put(key, e);
        }
      }
      case CounterCheckpoint e -> {}
    }
  }

  private static boolean isDrop(Letter letter) {
    Decision decision = letter.decision();
    return decision != null && decision.verdict() == Verdict.DROP;
  }

  /**
   * The confirmation of all that was added.
   *
   * @param settled letters that commits after the place have settled
   */
  Confirmation of(Commit commit, List<Letter> settled) {
    for (Letter letter : settled) {
      Event event = letter.parked().event();
      if (event != null) {
        add(letter.parked().offset(), event, letter);
      }
    }
    registerRows();
    counterRows();
    Map<TargetKind, List<ParkedEvent>> parkedOf = new HashMap<>();
    for (ParkedEvent event : parked) {
      parkedOf.computeIfAbsent(event.event().targetKind(), k -> new ArrayList<>()).add(event);
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
              parkedOf.getOrDefault(targetKind, List.of())));
    }
    return new Confirmation(commit, targets, SettledEvents.of(transaction, settled), views);
  }

  private void registerRows() {
    List<Interaction> interactions = List.copyOf(registers.keySet());
    List<Row> found = transaction.rows(interactions);
    for (int i = 0; i < found.size(); i++) {
      Interaction interaction = interactions.get(i);
      rows.getOrDefault(interaction.targetKind(), new ArrayList<>())
          .add(new KeyedRow(interaction.actor(), found.get(i)));
      views.add(new RowConfirm(interaction, found.get(i)));
    }
  }

  private void counterRows() {
    List<TokenKey> keys = List.copyOf(counters.keySet());
    List<Row> found = transaction.tokens(keys);
    for (int i = 0; i < found.size(); i++) {
      TokenKey key = keys.get(i);
      rows.getOrDefault(key.targetKind(), new ArrayList<>())
          .add(new KeyedRow(key.key(), counted(key, found.get(i))));
    }
  }

  /**
   * Where versions are no tokens, nothing tells the commit of an event without token; the current
   * one is high enough.
   */
  private Row counted(TokenKey key, Row found) {
    CounterEvent event = counters.get(key);
    return found.exists() || event == null || event.token() != null || dropped.containsKey(key)
        ? found
        : new Row(null, event.version(), event.atMillis(), transaction.position().n());
  }
}
