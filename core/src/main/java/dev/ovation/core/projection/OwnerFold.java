package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.LogRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a partition does with a slice of its log, in one transaction: what every
 * projector does, and in addition what the outbox asks for. Used once.
 *
 * <ul>
 *   <li>An event whose copy is met here leaves the outbox: until now the outbox was where its
 *       commit could be found by whoever confirms anew.
 *   <li>Where the last record of a register is not the winner, the winner goes to the log once
 *       more: compaction keeps the last offset of a register, whatever its version. So with a
 *       counter's checkpoints, of which an owner that was replaced may append an old one late.
 *   <li>Where counters were restored from checkpoints, an event that its counter's total holds only
 *       makes its token known.
 * </ul>
 */
final class OwnerFold {
  private final ClusterTransaction transaction;
  private final int partition;
  private final Batch batch;
  private final List<LogRecord> records;
  private final List<Event> events = new ArrayList<>();

  OwnerFold(ClusterTransaction transaction, int partition, Batch batch, List<LogRecord> records) {
    this.transaction = transaction;
    this.partition = partition;
    this.batch = batch;
    this.records = records;
    for (LogRecord record : records) {
      if (record instanceof LogRecord.Readable(long offset, Event event)) {
        events.add(event);
      }
    }
  }

  /**
   * What it did.
   *
   * @param enqueued whether something is to go to the log now
   */
  record Result(Fold.Result fold, boolean enqueued) {}

  /**
   * Does it as the partition's owner.
   *
   * @param readAfter the offset after which the slice was read
   * @param restored up to this offset counters' totals may hold events already
   * @return null when the ledger is elsewhere than there: others may commit directly at any time,
   *     which raises n; only an owner moves the offset, and of owners only one gets into this
   *     transaction
   */
  static @Nullable Result commit(
      ClusterLedger ledger,
      int partition,
      long epoch,
      long readAfter,
      Batch batch,
      List<LogRecord> records,
      long restored) {
    return ledger.<@Nullable Result>transactAsOwner(
        partition,
        epoch,
        transaction ->
            transaction.position().h() == readAfter
                ? new OwnerFold(transaction, partition, batch, records).run(restored)
                : null);
  }

  private Result run(long restored) {
    List<OutboxRow> rest = dequeueCopies();
    Fold.Result result =
        new Fold(
                transaction,
                partition,
                transaction.position(),
                batch,
                true,
                transaction.position().h() < restored ? eventsInTotals()::contains : e -> false)
            .run();
    transaction.write(result.changes());
    List<Event> winners = winnersToAppend(result.confirmation().views(), rest);
    winners.addAll(checkpointsToAppend(rest));
    if (!winners.isEmpty()) {
      transaction.enqueue(winners);
    }
    return new Result(result, !winners.isEmpty());
  }

  /** Takes out what is met here; gives back what stays of the keys that are met. */
  private List<OutboxRow> dequeueCopies() {
    Set<TokenKey> keys = new LinkedHashSet<>();
    Set<TokenKey> counted = new HashSet<>();
    for (Event event : events) {
      TokenKey key = new TokenKey(event.targetKind(), event.entryKey());
      keys.add(key);
      if (event instanceof CounterEvent) {
        counted.add(key);
      }
    }
    List<OutboxRow> rest = new ArrayList<>();
    List<OutboxRow> waiting = transaction.outbox(keys);
    if (waiting.isEmpty()) {
      return rest;
    }
    Set<Event> all = Set.copyOf(events);
    List<Long> met = new ArrayList<>();
    for (OutboxRow row : waiting) {
      Event event = row.event();
      boolean isCopy =
          switch (event) {
            // Not by version: what somebody changed by hand may have been appended as the same one.
            case RegisterEvent e -> all.contains(e);
            // Any copy of a token does: the ledger counted one, and so does whoever rebuilds it.
            case CounterEvent e -> counted.contains(new TokenKey(e.targetKind(), e.entryKey()));
            case CounterCheckpoint e -> all.contains(e);
            case LedgerCheckpoint e -> {
              LedgerCheckpoint newest = batch.checkpoints().get(e.targetKind());
              yield newest != null && !e.isNewerThan(newest);
            }
          };
      if (isCopy) {
        met.add(row.id());
      } else {
        rest.add(row);
      }
    }
    if (!met.isEmpty()) {
      transaction.dequeue(met);
    }
    return rest;
  }

  /** The events of the slice that totals held when they were restored. */
  private Set<Event> eventsInTotals() {
    List<TargetKind> counters =
        events.stream()
            .filter(CounterEvent.class::isInstance)
            .map(Event::targetKind)
            .distinct()
            .toList();
    List<Long> offsets = transaction.restoredUpTo(counters);
    Map<TargetKind, Long> upTo = new HashMap<>();
    for (int i = 0; i < counters.size(); i++) {
      upTo.put(counters.get(i), offsets.get(i));
    }
    Set<Event> held = new HashSet<>();
    for (LogRecord record : records) {
      if (record instanceof LogRecord.Readable(long offset, Event event)
          && offset <= upTo.getOrDefault(event.targetKind(), 0L)) {
        held.add(event);
      }
    }
    return held;
  }

  /** Stores the checkpoints that are newer than those known; gives back those that are not last. */
  private List<Event> checkpointsToAppend(List<OutboxRow> waiting) {
    List<TargetKind> counters = List.copyOf(batch.checkpoints().keySet());
    if (counters.isEmpty()) {
      return List.of();
    }
    Map<TargetKind, LedgerCheckpoint> last = new HashMap<>();
    for (Event event : events) {
      if (event instanceof LedgerCheckpoint e) {
        last.put(e.targetKind(), e);
      }
    }
    Set<Event> underWay = new HashSet<>();
    waiting.forEach(row -> underWay.add(row.event()));
    List<@Nullable LedgerCheckpoint> known = transaction.checkpoints(counters);
    List<LedgerCheckpoint> newer = new ArrayList<>();
    List<Event> toAppend = new ArrayList<>();
    for (int i = 0; i < counters.size(); i++) {
      LedgerCheckpoint before = known.get(i);
      LedgerCheckpoint newest = Objects.requireNonNull(batch.checkpoints().get(counters.get(i)));
      if (before == null || newest.isNewerThan(before)) {
        newer.add(newest);
      } else {
        newest = before;
      }
      if (newest.isNewerThan(Objects.requireNonNull(last.get(counters.get(i))))
          && !underWay.contains(newest)) {
        toAppend.add(newest);
      }
    }
    transaction.checkpoint(newer);
    return toAppend;
  }

  private List<Event> winnersToAppend(List<RowConfirm> rows, List<OutboxRow> waiting) {
    Map<Interaction, Long> last = new HashMap<>();
    for (Event event : events) {
      if (event instanceof RegisterEvent e && batch.registers().containsKey(e.interaction())) {
        last.put(e.interaction(), e.version());
      }
    }
    Set<Long> underWay = new HashSet<>();
    waiting.forEach(row -> underWay.add(row.event().version()));
    List<Event> winners = new ArrayList<>();
    for (RowConfirm confirm : rows) {
      Row row = confirm.row();
      long met = last.getOrDefault(confirm.interaction(), row.version());
      if (row.version() > met && !underWay.contains(row.version())) {
        winners.add(
            new RegisterEvent(confirm.interaction(), row.value(), row.version(), row.atMillis()));
      }
    }
    return winners;
  }
}
