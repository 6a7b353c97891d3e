package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What direct writes do to their partition's ledger in one transaction: the same rule, and a row in
 * the outbox for each event that made a difference. Used once.
 */
final class DirectFold {
  private final ClusterTransaction transaction;
  private final int partition;
  private final List<Event> events;

  DirectFold(ClusterTransaction transaction, int partition, List<Event> events) {
    this.transaction = transaction;
    this.partition = partition;
    this.events = events;
  }

  /**
   * What became of the events.
   *
   * @param changed for each event, in order: it changed the register's value, or counts
   */
  record Result(Confirmation confirmation, List<Boolean> changed) {}

  Result run() {
    Map<Interaction, Row> known = rowsBefore();
    Set<Long> countedBefore = countedBefore();
    Batch batch = Batch.direct(transaction.position().h(), events);
    Fold.Result fold =
        new Fold(transaction, partition, transaction.position(), batch, true, e -> false).run();
    transaction.write(fold.changes());
    Set<Long> newlyCounted = newlyCounted(fold.changes());
    List<Event> toLog = new ArrayList<>();
    List<Boolean> changed = new ArrayList<>();
    for (Event event : events) {
      switch (event) {
        case RegisterEvent e -> {
          Row before = known.getOrDefault(e.interaction(), Row.NONE);
          boolean wins = Rule.wins(e.version(), before.version());
          changed.add(wins && !Objects.equals(before.value(), e.value()));
          if (wins) {
            // What loses, or is a row already, is in the log or the outbox as its winner is.
            toLog.add(e);
            known.put(e.interaction(), Rule.apply(before, e, 0));
          }
        }
        case CounterEvent e -> {
          // Counted before by its own version: its append, whose outcome was unknown, was met.
          boolean isNew = newlyCounted.contains(e.version());
          changed.add(isNew || countedBefore.contains(e.version()));
          if (isNew) {
            toLog.add(e);
          }
        }
        case Checkpoint e ->
            throw new IllegalStateException("nobody writes a checkpoint directly: " + e);
      }
    }
    if (!toLog.isEmpty()) {
      transaction.enqueue(toLog);
    }
    return new Result(fold.confirmation(), changed);
  }

  private Map<Interaction, Row> rowsBefore() {
    Set<Interaction> distinct = new HashSet<>();
    for (Event event : events) {
      if (event instanceof RegisterEvent e) {
        distinct.add(e.interaction());
      }
    }
    List<Interaction> interactions = List.copyOf(distinct);
    List<Row> rows = transaction.rows(interactions);
    Map<Interaction, Row> known = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      known.put(interactions.get(i), rows.get(i));
    }
    return known;
  }

  private Set<Long> countedBefore() {
    List<TokenKey> keys = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof CounterEvent e) {
        keys.add(new TokenKey(e.targetKind(), e.entryKey()));
      }
    }
    Set<Long> versions = new HashSet<>();
    transaction.tokens(keys).forEach(token -> versions.add(token.version()));
    return versions;
  }

  private static Set<Long> newlyCounted(Changes changes) {
    Set<Long> versions = new HashSet<>();
    for (TokenChange token : changes.tokens()) {
      versions.add(token.after().version());
    }
    return versions;
  }
}
