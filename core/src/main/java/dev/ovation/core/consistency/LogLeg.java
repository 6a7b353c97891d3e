package dev.ovation.core.consistency;

import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.LogRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Holds a range of a partition's log, which the ledger has passed, against the ledger: of each
 * register the newest event must be there, or a newer one.
 *
 * <p>What is missing is only suspected until the range is at its end, because a later event of the
 * range may explain it: one that unset the register, whose tombstone was purged. Then it is looked
 * for once more, after the dead letters: what is parked or was dropped is right not to be there.
 */
final class LogLeg implements Leg {
  private static final int SUSPECTS_MAX = 20_000;

  private final PassContext context;
  private final int partition;
  private final long upTo;
  private final @Nullable Touched touched;
  private final Map<TokenKey, Read> suspects = new LinkedHashMap<>();
  private long after;

  /** Milliseconds of a version that the ledger has met; 0 before the first look. */
  private long met;

  /** An event with where it was read. */
  private record Read(long offset, Event event) {
    TokenKey key() {
      return new TokenKey(event.targetKind(), event.entryKey());
    }

    LedgerQuery query() {
      return new LedgerQuery(event.targetKind(), event.entryKey(), false);
    }
  }

  /**
   * @param upTo an offset that the ledger has passed
   * @param touched told what the events touched; null when that is of no interest
   */
  LogLeg(PassContext context, int partition, long after, long upTo, @Nullable Touched touched) {
    this.context = context;
    this.partition = partition;
    this.after = after;
    this.upTo = upTo;
    this.touched = touched;
  }

  int partition() {
    return partition;
  }

  /** The offset that was read last. */
  long after() {
    return after;
  }

  @Override
  public CompletableFuture<Took> step() {
    if (after >= upTo) {
      conclude();
      return CompletableFuture.completedFuture(Took.DONE);
    }
    met = met == 0 ? newestMet() : met;
    int wanted = (int) Math.min(context.settings.rowsPerStep(), upTo - after);
    List<LogRecord> records = context.log.read(partition, after, wanted);
    Collection<Read> newest = newest(records);
    look(newest);
    // Compaction leaves gaps; a range whose end is a gap ends where nothing more comes.
    after = records.isEmpty() ? upTo : Math.min(upTo, records.getLast().offset());
    context.count(What.EVENTS, newest.size());
    return CompletableFuture.completedFuture(Took.more(records.size()));
  }

  private Collection<Read> newest(List<LogRecord> records) {
    Map<TokenKey, Read> newest = new LinkedHashMap<>();
    for (LogRecord record : records) {
      if (record instanceof LogRecord.Readable(long offset, Event event)
          && offset <= upTo
          && !(event instanceof Checkpoint)) {
        if (touched != null) {
          touched.by(event);
        }
        if (leavesATrace(event)) {
          Read read = new Read(offset, event);
          newest.merge(
              read.key(),
              read,
              (a, b) -> Rule.wins(b.event().version(), a.event().version()) ? b : a);
        }
      }
    }
    return newest.values();
  }

  private long newestMet() {
    return Version.millis(context.ledger.position(partition).version());
  }

  private boolean leavesATrace(Event event) {
    boolean isKept =
        event instanceof RegisterEvent
            || context.hot.forgets()
            || (event instanceof CounterEvent counter && counter.token() != null);
    return isKept && isProvable(event, met);
  }

  /**
   * Whether the ledger must still hold something that says that it has an event. What is purged
   * goes by the newest version that the ledger has met, so no clock that jumps has a say in it.
   *
   * @param met milliseconds of that version
   */
  private boolean isProvable(Event event, long met) {
    Duration age = Duration.ofMillis(met - Version.millis(event.version()));
    return age.compareTo(context.settings.provableFor()) < 0
        && !(event instanceof CounterEvent counter && age.compareTo(keyKept(counter)) >= 0);
  }

  /**
   * A key of its own is kept for its window. A token may have been counted by an event that is a
   * day older than this one: it is purged with that, but not at once.
   */
  private Duration keyKept(CounterEvent event) {
    return event.token() == null
        ? Duration.ofMillis(Rule.TOKEN_WINDOW_MILLIS)
        : context.settings.purgedEvery();
  }

  private void look(Collection<Read> newest) {
    List<Read> asked = List.copyOf(newest);
    List<LedgerAnswer> answers = context.watch.look(asked.stream().map(Read::query).toList());
    for (int i = 0; i < asked.size(); i++) {
      Read read = asked.get(i);
      Read suspected = suspects.get(read.key());
      if (isShown(read, answers.get(i).row())) {
        if (suspected != null && Rule.wins(read.event().version(), suspected.event().version())) {
          suspects.remove(read.key());
        }
      } else if (answers.get(i).h() < read.offset() || suspects.size() >= SUSPECTS_MAX) {
        context.count(What.NOT_COMPARABLE, 1);
      } else if (suspected == null
          || Rule.wins(read.event().version(), suspected.event().version())) {
        suspects.put(read.key(), read);
      }
    }
  }

  private static boolean isShown(Read read, Row row) {
    if (!(read.event() instanceof RegisterEvent event)) {
      return row.exists();
    }
    if (!row.exists()) {
      return event.value() == null;
    }
    return Rule.wins(row.version(), event.version())
        || (row.version() == event.version() && Objects.equals(row.value(), event.value()));
  }

  private void conclude() {
    if (suspects.isEmpty()) {
      return;
    }
    Set<Long> offsets = new HashSet<>();
    suspects.values().forEach(read -> offsets.add(read.offset()));
    Set<Long> parked = context.watch.parked(partition, offsets);
    List<Read> missing =
        suspects.values().stream().filter(read -> !parked.contains(read.offset())).toList();
    List<LedgerAnswer> answers = context.watch.look(missing.stream().map(Read::query).toList());
    met = newestMet(); // After the look: what was purged by then was older by as much as is kept.
    for (int i = 0; i < missing.size(); i++) {
      Read read = missing.get(i);
      if (isShown(read, answers.get(i).row())) {
        continue;
      }
      if (isProvable(read.event(), met)) {
        context.wrong(suspicion(read, answers.get(i)));
      } else {
        context.count(What.NOT_COMPARABLE, 1);
      }
    }
    suspects.clear();
  }

  private Suspicion suspicion(Read read, LedgerAnswer answer) {
    Event event = read.event();
    boolean sameVersion = answer.row().version() == event.version();
    return new Suspicion(
        event.targetKind(),
        sameVersion ? SweepCause.VALUE_DIFFERS : SweepCause.EVENT_MISSING,
        "partition "
            + partition
            + " offset "
            + read.offset()
            + ": "
            + event.entryKey()
            + " "
            + (event instanceof RegisterEvent register ? register.value() : "counted")
            + " version "
            + event.version()
            + "; the ledger, at offset "
            + answer.h()
            + ", has "
            + (answer.row().exists()
                ? answer.row().value() + " version " + answer.row().version()
                : "nothing"));
  }
}
