package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest events of a partition as they were appended. The projector follows closely, and so
 * need not read and decode what was encoded and written a moment ago; the hot store holds the very
 * same events until they are confirmed, so this costs little memory.
 *
 * <p>What a read has passed is dropped, and the oldest once there are too many: then the file is
 * read instead. Holds durable events only. Thread-safe.
 */
final class LogTail {
  private final int eventsMax;
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private int events;

  /** The events of one batch: the offsets (after, last] without a gap. */
  private record Chunk(long after, long last, List<LogRecord> records) {}

  LogTail(int eventsMax) {
    this.eventsMax = eventsMax;
  }

  /**
   * Adds what is durable now.
   *
   * @param after the offset before the first record
   * @param records of consecutive offsets, at least one
   */
  synchronized void add(long after, List<LogRecord> records) {
    if (!chunks.isEmpty() && chunks.getLast().last() != after) {
      clear();
    }
    chunks.add(new Chunk(after, after + records.size(), records));
    events += records.size();
    while (events > eventsMax) {
      dropOldest();
    }
  }

  /** The records after an offset; none if the tail doesn't reach back so far, or not beyond it. */
  synchronized List<LogRecord> read(long afterOffset, int recordsMax) {
    while (!chunks.isEmpty() && chunks.getFirst().last() <= afterOffset) {
      dropOldest();
    }
    if (chunks.isEmpty() || chunks.getFirst().after() > afterOffset) {
      return List.of();
    }
    List<LogRecord> read = new ArrayList<>(Math.min(events, recordsMax));
    for (Chunk chunk : chunks) {
      int from = (int) Math.max(0, afterOffset - chunk.after());
      int to = Math.min(chunk.records().size(), from + recordsMax - read.size());
      read.addAll(chunk.records().subList(from, to));
      if (read.size() == recordsMax) {
        break;
      }
    }
    return read;
  }

  /** Forgets all records, of which some are gone from the file by now. */
  synchronized void clear() {
    chunks.clear();
    events = 0;
  }

  private void dropOldest() {
    events -= chunks.removeFirst().records().size();
  }
}
