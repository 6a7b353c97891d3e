package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.OvationException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log's file with its ends, guarded by one lock: appends and compaction take turns, and after a
 * failure nothing is written before the file was opened anew. Thread-safe; {@link #end} and {@link
 * #trouble} take no lock.
 */
final class LogStore implements AutoCloseable {
  private final SqliteFile file;
  private final LogSettings settings;
  private final LogFile.Commit commit;
  private final LogReader reader;
  private final AtomicLongArray ends;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock; null while the file is not open.
  private @Nullable LogFile open;
  private long fileBytesMax;

  private volatile @Nullable String trouble;

  LogStore(SqliteFile file, LogSettings settings, LogFile.Commit commit) {
    this.file = file;
    this.settings = settings;
    this.commit = commit;
    this.reader = new LogReader(file);
    this.ends = new AtomicLongArray(settings.partitions());
    this.fileBytesMax = settings.fileBytesMax();
  }

  /** Opens the file for the first time and checks it against the ends that were noted. */
  void start(long @Nullable [] noted) throws SQLException, IOException {
    lock.lock();
    try {
      LogFile log = LogFile.open(file, settings.partitions(), fileBytesMax, commit);
      open = log;
      readEnds(log);
      LogVerification.afterOpening(file, log, reader, ends(), noted);
      // What was checked stays in the caches of these connections; reads should see the file.
      reader.drain();
    } finally {
      lock.unlock();
    }
  }

  LogReader reader() {
    return reader;
  }

  ReentrantLock lock() {
    return lock;
  }

  /** The last durable offset. */
  long end(int partition) {
    return ends.get(partition);
  }

  long[] ends() {
    long[] copy = new long[ends.length()];
    for (int p = 0; p < copy.length; p++) {
      copy[p] = ends.get(p);
    }
    return copy;
  }

  /** Why nothing can be written now, or null. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Adds batches durably and moves the ends; after a failure the store is in trouble. */
  void append(List<StoredBatch> batches) throws SQLException {
    write(log -> log.append(batches));
    for (StoredBatch batch : batches) {
      ends.set(batch.partition(), batch.last());
    }
  }

  /** See {@link LogFile#replace}. */
  void replace(List<Long> oldLasts, StoredBatch with) throws SQLException {
    write(log -> log.replace(oldLasts, with));
  }

  /** See {@link LogFile#shrink}. */
  boolean shrink() throws SQLException {
    boolean[] more = {false};
    write(log -> more[0] = log.shrink());
    return more[0];
  }

  /** See {@link LogFile#mark(int)}. */
  CompactionMark mark(int partition) throws SQLException {
    CompactionMark[] mark = {new CompactionMark(0, 0)};
    write(log -> mark[0] = log.mark(partition));
    return mark[0];
  }

  /** See {@link LogFile#mark(int, CompactionMark)}. */
  void mark(int partition, CompactionMark mark) throws SQLException {
    write(log -> log.mark(partition, mark));
  }

  private interface Write {
    void on(LogFile log) throws SQLException;
  }

  private void write(Write write) throws SQLException {
    lock.lock();
    try {
      LogFile log = open;
      if (log == null) {
        throw new SQLException("the file is not open: " + trouble);
      }
      try {
        write.on(log);
      } catch (SQLException | RuntimeException e) {
        trouble = String.valueOf(e.getMessage());
        open = null;
        abandon(log, e);
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Undoes and closes, so that the next opening starts from what is in the file. */
  private static void abandon(LogFile log, Exception because) {
    try {
      log.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
    try {
      log.close();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /**
   * After a failure: opens the file anew, moves its WAL into it and reads the ends from it. From
   * then on every event of the failed transaction is either durable, at or before its partition's
   * end, or gone for good.
   *
   * @throws SQLException when it still does not work; the store stays in trouble
   */
  void recover() throws SQLException {
    lock.lock();
    try {
      reader.drain();
      LogFile log = open;
      if (log == null) {
        log = LogFile.open(file, settings.partitions(), fileBytesMax, commit);
      }
      open = null;
      try {
        readEnds(log);
        log.probe();
      } catch (SQLException | RuntimeException e) {
        abandon(log, e);
        throw e;
      }
      open = log;
      trouble = null;
    } catch (SQLException | RuntimeException e) {
      trouble = String.valueOf(e.getMessage());
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void readEnds(LogFile log) throws SQLException {
    for (int p = 0; p < ends.length(); p++) {
      long end = log.end(p);
      if (end < ends.get(p)) {
        throw file.damaged(
            "partition " + p + " ends at offset " + end + ", but was durable up to " + ends.get(p));
      }
      ends.set(p, end);
    }
  }

  /** Changes the bound of the file's size, now or when it is opened next. */
  void limit(long bytesMax) {
    lock.lock();
    try {
      fileBytesMax = bytesMax;
      if (open != null) {
        open.limit(bytesMax);
      }
    } catch (SQLException e) {
      throw file.failure("changing the bound of the file's size", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      reader.close();
      if (open != null) {
        open.close();
        open = null;
      }
    } catch (SQLException | OvationException e) {
      throw new OvationException(file.unavailable(), file.path() + ": closing failed: " + e, e);
    } finally {
      lock.unlock();
    }
  }
}
