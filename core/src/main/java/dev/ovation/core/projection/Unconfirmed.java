package dev.ovation.core.projection;

import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.DeadLetters;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LogRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was committed after the place of a partition and perhaps never confirmed, slice by slice:
 * however long the range is, no more than one slice of the log is held. The first slice brings, in
 * addition, what no record of the log in the range tells: rows of the outbox, and letters that were
 * settled.
 *
 * <p>Not thread-safe.
 */
final class Unconfirmed {
  /** How many records one slice reads unless told otherwise: some MiB. */
  static final int RECORDS_MAX = 10_000;

  private final int partition;
  private final EventLog log;
  private final DeadLetters letters;
  private final Place place;
  private final int recordsMax;
  private final Owner owner;

  private long after;
  private @Nullable LedgerPosition end;

  /** Runs work in a transaction of the partition's owner, with the outbox as of it. */
  interface Owner {
    Confirmation transact(
        BiFunction<LedgerTransaction, Supplier<List<OutboxRow>>, Confirmation> work);
  }

  /**
   * @param place where the range begins
   * @param recordsMax how many records one slice reads, at the most
   */
  Unconfirmed(
      int partition, EventLog log, DeadLetters letters, Place place, int recordsMax, Owner owner) {
    this.partition = partition;
    this.log = log;
    this.letters = letters;
    this.place = place;
    this.recordsMax = recordsMax;
    this.owner = owner;
    this.after = place.h();
  }

  /** The first slice; there is always one. The range ends where the ledger is now. */
  Confirmation first() {
    return slice();
  }

  /** The next slice; null when all of the range is told. */
  @Nullable Confirmation next() {
    LedgerPosition to = end;
    return to == null || after < to.h() ? slice() : null;
  }

  private Confirmation slice() {
    List<LogRecord> records = log.read(partition, after, recordsMax);
    long until = records.isEmpty() ? Long.MAX_VALUE : records.getLast().offset();
    Map<Long, Letter> parked = parked(records.isEmpty() ? after : until);
    Confirmation slice =
        owner.transact((transaction, outbox) -> slice(transaction, outbox, records, parked));
    // What is missing at the end was compacted away: a later copy stands for it.
    after = until;
    return slice;
  }

  private Confirmation slice(
      LedgerTransaction transaction,
      Supplier<List<OutboxRow>> outbox,
      List<LogRecord> records,
      Map<Long, Letter> parked) {
    LedgerPosition locked = transaction.position();
    LedgerPosition known = end;
    LedgerPosition to = known == null ? locked : known;
    Commit commit =
        new Commit(partition, place.n(), locked.n(), locked.h(), place.g(), locked.version());
    Reconfirm reconfirm = new Reconfirm(transaction);
    for (LogRecord record : records) {
      if (record instanceof LogRecord.Readable readable && readable.offset() <= to.h()) {
        reconfirm.add(readable.offset(), readable.event(), parked.get(readable.offset()));
      }
    }
    if (known != null) {
      return reconfirm.of(commit, List.of());
    }
    outbox.get().forEach(row -> reconfirm.add(0, row.event(), null));
    Confirmation made = reconfirm.of(commit, transaction.settledAfter(place.n()));
    end = to;
    return made;
  }

  /** The letters among the records of a slice, settled or not. */
  private Map<Long, Letter> parked(long until) {
    Map<Long, Letter> found = new HashMap<>();
    long from = after;
    while (from < until) {
      List<Letter> more = letters.letters(partition, from, recordsMax);
      for (Letter letter : more) {
        if (letter.parked().offset() <= until) {
          found.put(letter.parked().offset(), letter);
        }
      }
      from = more.isEmpty() ? until : more.getLast().parked().offset();
    }
    return found;
  }
}
