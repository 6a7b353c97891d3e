package dev.ovation.adapters.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * The writing connection to the log's file. Whoever uses it holds the writer's lock. After any
 * failure it must be closed and opened anew: what SQLite, or the kernel, then believes about pages
 * that could not be written is not to be trusted.
 */
final class LogFile implements AutoCloseable {
  /** Enough that a transaction never spills pages before its commit. */
  private static final long CACHE_BYTES = 64L << 20;

  /** What {@code PRAGMA auto_vacuum} says of a file that can shrink. */
  private static final long INCREMENTAL = 2;

  /** One free page in so many stays, so that appends do not make the file grow again at once. */
  private static final long FREE_PART_KEPT = 16;

  /** Pages moved in one transaction: a mebibyte, while appends wait. */
  private static final long SHRINK_PAGES_MAX = 256;

  private static final String INSERT =
      "INSERT INTO batch(id, after_offset, created_ms, crc, body) VALUES (?, ?, ?, ?, ?)";

  private final Session session;
  private final Commit commit;

  /** The instant at which a transaction becomes durable; tests put faults here. */
  @FunctionalInterface
  interface Commit {
    void run(Session session) throws SQLException;
  }

  private LogFile(Session session, Commit commit) {
    this.session = session;
    this.commit = commit;
  }

  /**
   * Opens the file, migrates it and moves its WAL into it, so that nothing of a transaction that
   * failed before is left anywhere.
   *
   * @param fileBytesMax see {@link LogSettings#fileBytesMax}
   */
  static LogFile open(SqliteFile file, int partitions, long fileBytesMax, Commit commit)
      throws SQLException {
    Session session = Session.writer(file, SQLiteConfig.SynchronousMode.FULL, CACHE_BYTES);
    try {
      letShrink(session);
      Migrations.LOG.run(file, session, partitions);
      LogFile log = new LogFile(session, commit);
      log.limit(fileBytesMax);
      if (session.number("PRAGMA wal_checkpoint(TRUNCATE)", 1) != 0) {
        throw new SQLException("a reader keeps the WAL in use; it can't be moved into the file");
      }
      return log;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Has a new file keep track of who points to each page, so that its free pages can be given back.
   * An old file would have to be written anew for that, as a whole, while nothing could be
   * appended; it stays as it is.
   */
  private static void letShrink(Session session) throws SQLException {
    if (session.number("SELECT count(*) FROM sqlite_schema", 0) == 0) {
      session.execute("PRAGMA auto_vacuum = INCREMENTAL");
      // The file has its first page already; only this makes it take the setting.
      session.execute("VACUUM");
    }
  }

  /**
   * Moves pages from the end of the file to free ones and cuts it there, in one transaction.
   *
   * @return whether there are more free pages than are kept
   */
  boolean shrink() throws SQLException {
    boolean canShrink = session.number("PRAGMA auto_vacuum", 0) == INCREMENTAL;
    long kept = pageCount() / FREE_PART_KEPT;
    long over = session.number("PRAGMA freelist_count", 0) - kept;
    if (!canShrink || over <= 0) {
      return false;
    }
    session.beginImmediate();
    session.script("PRAGMA incremental_vacuum(" + Math.min(over, SHRINK_PAGES_MAX) + ")");
    commit.run(session);
    return over > SHRINK_PAGES_MAX;
  }

  /** Up to where the last complete compaction of a partition got. */
  CompactionMark mark(int partition) throws SQLException {
    return new CompactionMark(
        number(CompactionMark.PREFIX, partition), number(CompactionMark.COUNTERS, partition));
  }

  void mark(int partition, CompactionMark mark) throws SQLException {
    session.beginImmediate();
    set(CompactionMark.PREFIX, partition, mark.prefix());
    set(CompactionMark.COUNTERS, partition, mark.counters());
    commit.run(session);
  }

  private long number(String name, int partition) throws SQLException {
    PreparedStatement select = session.statement("SELECT number FROM setting WHERE name = ?");
    select.setString(1, name + partition);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private void set(String name, int partition, long number) throws SQLException {
    PreparedStatement write =
        session.statement("INSERT OR REPLACE INTO setting(name, number) VALUES (?, ?)");
    write.setString(1, name + partition);
    write.setLong(2, number);
    write.executeUpdate();
  }

  /** SQLite never makes the limit smaller than the file is. */
  void limit(long fileBytesMax) throws SQLException {
    long pageBytes = session.number("PRAGMA page_size", 4096);
    long pages = Math.clamp(fileBytesMax / pageBytes, 1, 0xfffffffeL);
    session.execute("PRAGMA max_page_count = " + pages);
  }

  long pageCount() throws SQLException {
    return session.number("PRAGMA page_count", 0);
  }

  long pageBytes() throws SQLException {
    return session.number("PRAGMA page_size", 0);
  }

  /** The offset of the last stored record of a partition, 0 when there is none. */
  long end(int partition) throws SQLException {
    return StoredBatch.offset(
        session.number(
            "SELECT id FROM batch WHERE id > ? AND id < ? ORDER BY id DESC LIMIT 1",
            0,
            StoredBatch.id(partition, 0),
            StoredBatch.id(partition + 1, 0)));
  }

  /** Adds batches in one transaction; they are on stable storage when it returns. */
  void append(List<StoredBatch> batches) throws SQLException {
    session.beginImmediate();
    insert(batches);
    commit.run(session);
  }

  /**
   * Puts one batch in the place of those that cover the same offsets, in one transaction.
   *
   * @param oldLasts the last offsets of the batches that go
   */
  void replace(List<Long> oldLasts, StoredBatch with) throws SQLException {
    session.beginImmediate();
    for (long last : oldLasts) {
      session.run("DELETE FROM batch WHERE id = ?", StoredBatch.id(with.partition(), last));
    }
    insert(List.of(with));
    commit.run(session);
  }

  private void insert(List<StoredBatch> batches) throws SQLException {
    PreparedStatement insert = session.statement(INSERT);
    for (StoredBatch batch : batches) {
      insert.setLong(1, batch.id());
      insert.setLong(2, batch.after());
      insert.setLong(3, batch.createdMillis());
      insert.setInt(4, batch.crc());
      insert.setBytes(5, batch.body());
      insert.executeUpdate();
    }
  }

  /** Writes something, durably, that changes nothing: whether writing works again. */
  void probe() throws SQLException {
    session.beginImmediate();
    session.run("INSERT OR REPLACE INTO setting(name, number) VALUES ('probe', ?)", pageCount());
    commit.run(session);
  }

  /** SQLite's own check of the whole file; null when all is well. */
  @org.jspecify.annotations.Nullable
  String structuralDamage() throws SQLException {
    try (ResultSet rows = session.statement("PRAGMA quick_check(1)").executeQuery()) {
      String first = rows.next() ? rows.getString(1) : "no answer";
      return "ok".equals(first) ? null : first;
    }
  }

  void rollback() throws SQLException {
    session.rollback();
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
