package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.LogRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads batches and checks everything about them: checksums, and that each goes on where the one
 * before it ended, so that a row that SQLite no longer finds is noticed too. Thread-safe.
 */
final class LogReader implements AutoCloseable {
  private static final int SESSIONS_MAX = 4;
  private static final long CACHE_BYTES = 2L << 20;
  private static final String SELECT =
      """
      SELECT id, after_offset, created_ms, crc, body FROM batch
      WHERE id > ? AND id <= ? ORDER BY id""";

  private final SqliteFile file;
  private final SessionPool sessions;

  /** Takes batches one by one. */
  @FunctionalInterface
  interface BatchSink {
    /** Returns false to stop. */
    boolean take(StoredBatch batch) throws SQLException;
  }

  LogReader(SqliteFile file) {
    this.file = file;
    this.sessions = new SessionPool(file, SESSIONS_MAX, CACHE_BYTES);
  }

  /**
   * The records after an offset.
   *
   * @param end the last durable offset; nothing after it is told
   */
  List<LogRecord> read(int partition, long afterOffset, long end, int eventsMax) {
    List<LogRecord> records = new ArrayList<>(Math.min(eventsMax, 4096));
    batches(
        partition,
        afterOffset,
        end,
        batch -> {
          for (StoredBatch.Encoded encoded : batch.records(file)) {
            if (encoded.offset() > afterOffset && records.size() < eventsMax) {
              records.add(batch.decode(file, encoded));
            }
          }
          return records.size() < eventsMax;
        });
    return records;
  }

  /**
   * Batches in order, from the one that holds the record after an offset.
   *
   * @throws CorruptionException at the first that is damaged or missing
   */
  void batches(int partition, long afterOffset, long end, BatchSink sink) {
    if (afterOffset >= end) {
      return;
    }
    sessions.read("reading", session -> scan(session, partition, afterOffset, end, sink));
  }

  private boolean scan(Session session, int partition, long afterOffset, long end, BatchSink sink)
      throws SQLException {
    PreparedStatement select = session.statement(SELECT);
    Session.bind(select, StoredBatch.id(partition, afterOffset), StoredBatch.id(partition, end));
    long covered = afterOffset;
    boolean isFirst = true;
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        StoredBatch batch = batch(partition, rows);
        boolean goesOn = isFirst ? batch.after() <= covered : batch.after() == covered;
        if (!goesOn) {
          throw missing(partition, covered + 1, batch.after());
        }
        isFirst = false;
        covered = batch.last();
        if (!sink.take(batch)) {
          return false;
        }
      }
    }
    if (covered < end) {
      throw missing(partition, covered + 1, end);
    }
    return true;
  }

  private StoredBatch batch(int partition, ResultSet row) throws SQLException {
    long last = StoredBatch.offset(row.getLong(1));
    byte[] body = row.getBytes(5);
    StoredBatch batch =
        new StoredBatch(
            partition, row.getLong(2), last, row.getLong(3), body == null ? new byte[0] : body);
    if (row.getInt(4) != batch.crc()) {
      throw file.damaged(
          "the checksum of the batch of partition "
              + partition
              + " that ends at offset "
              + last
              + " does not match its bytes");
    }
    return batch;
  }

  private CorruptionException missing(int partition, long from, long to) {
    return file.damaged(
        "partition " + partition + " has nothing stored for offsets " + from + " to " + to);
  }

  /** Lets go of all connections: after a failure of the writer everything is opened anew. */
  void drain() throws SQLException {
    sessions.drain();
  }

  @Override
  public void close() throws SQLException {
    sessions.close();
  }
}
