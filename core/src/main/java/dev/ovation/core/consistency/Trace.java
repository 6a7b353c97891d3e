package dev.ovation.core.consistency;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.ViewAnswer;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LogRecord;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an interaction stands in each view, and the event that made it what it is.
 *
 * @param entry what the target's slot holds; null when it holds nothing of the actor
 * @param isCold whether the slot's partition has no place
 * @param viewed the row in the actor's view; null when that can't tell
 * @param stored the ledger's row, at its position
 * @param logged the newest event of the register among those of the log that were looked through;
 *     null when none is there
 * @param lookedAfter the log was looked through after this offset
 * @param parked whether that event is, or was, in the dead letters
 */
public record Trace(
    Interaction interaction,
    int partition,
    @Nullable EntryState entry,
    boolean isCold,
    @Nullable Row viewed,
    LedgerAnswer stored,
    @Nullable Logged logged,
    long lookedAfter,
    boolean parked) {

  /** So much of the log's end is looked through; what is older would take too long. */
  private static final int EVENTS_MAX = 200_000;

  private static final int EVENTS_AT_ONCE = 5_000;

  /** An event with its offset. */
  public record Logged(long offset, Event event) {}

  /** Looks an interaction of a register up. Blocks, for as long as reading the log's end takes. */
  public static Trace of(Sweeper.Ports ports, Interaction interaction) {
    TargetKind targetKind = interaction.targetKind();
    HotStore hot = ports.hot();
    ConsistencyLedger ledger = ports.watch();
    int partition = ports.partitioner().partition(targetKind);
    HotAnswer slot =
        hot.peek(List.of(new HotQuery(targetKind, interaction.actor()))).join().getFirst();
    ViewAnswer view = hot.readView(interaction.who(), List.of(targetKind)).join();
    LedgerAnswer stored =
        ledger.look(List.of(new LedgerQuery(targetKind, interaction.actor(), false))).getFirst();
    long end = ports.log().end(partition);
    long after = Math.max(0, end - EVENTS_MAX);
    EntryState entry = slot.entry();
    Logged logged = logged(ports.log(), partition, after, end, interaction);
    if (logged == null && entry != null && entry.pending() != null) {
      Pending pending = entry.pending();
      logged = new Logged(pending.offset(), pending.event());
    }
    boolean parked = logged != null && !ledger.parked(partition, Set.of(logged.offset())).isEmpty();
    return new Trace(
        interaction,
        partition,
        entry,
        slot.isCold(),
        view.loaded() ? view.rows().getFirst() : null,
        stored,
        logged,
        after,
        parked);
  }

  private static @Nullable Logged logged(
      EventLog log, int partition, long from, long end, Interaction interaction) {
    Logged newest = null;
    long after = from;
    while (after < end) {
      List<LogRecord> records = log.read(partition, after, EVENTS_AT_ONCE);
      for (LogRecord record : records) {
        if (record instanceof LogRecord.Readable(long offset, Event event)
            && event instanceof Event.RegisterEvent register
            && register.interaction().equals(interaction)
            && (newest == null || Rule.wins(event.version(), newest.event().version()))) {
          newest = new Logged(offset, event);
        }
      }
      after = records.isEmpty() ? end : records.getLast().offset();
    }
    return newest;
  }
}
