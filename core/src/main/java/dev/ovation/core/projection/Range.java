package dev.ovation.core.projection;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LogRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A part of the log that was projected and perhaps never confirmed.
 *
 * @param records may be added to
 * @param parkedOffsets which of them, and perhaps others, are dead letters
 */
record Range(int partition, List<LogRecord> records, Set<Long> parkedOffsets) {
  /** Records read at once. */
  private static final int SLICE_MAX = 10_000;

  private static final int PARKED_MAX = 100_000;

  /** The records after one offset up to another. */
  static Range read(EventLog log, Ledger ledger, int partition, long after, long to) {
    List<LogRecord> records = new ArrayList<>();
    long from = after;
    while (from < to) {
      List<LogRecord> more = log.read(partition, from, SLICE_MAX);
      for (LogRecord record : more) {
        if (record.offset() <= to) {
          records.add(record);
        }
      }
      if (more.isEmpty()) {
        break; // What is missing at the end was compacted away: a later copy stands for it.
      }
      from = more.getLast().offset();
    }
    Set<Long> parked = new HashSet<>();
    for (DeadLetter letter : ledger.deadLetters(partition, PARKED_MAX)) {
      parked.add(letter.offset());
    }
    return new Range(partition, records, parked);
  }
}
