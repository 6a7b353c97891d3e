package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.RejectedException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * The ledger's writing connection, used under one lock. After a failure of SQLite's it is closed
 * and the next transaction opens a new one; until that works, each transaction fails and leaves
 * nothing behind. Thread-safe.
 */
final class LedgerWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);

  private final SqliteFile file;
  private final LedgerSettings settings;
  private final Partitioner partitioner;
  private final Dictionary dictionary;
  private final RowFilter filter;
  private final AtomicReferenceArray<@Nullable LedgerPosition> committed;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock; null while the file is not open.
  private @Nullable Session session;
  private boolean closed; // Guarded by lock.
  private volatile @Nullable String trouble;

  LedgerWriter(SqliteFile file, LedgerSettings settings, Dictionary dictionary, RowFilter filter) {
    this.file = file;
    this.settings = settings;
    this.partitioner = new Partitioner(settings.partitions());
    this.dictionary = dictionary;
    this.filter = filter;
    this.committed = new AtomicReferenceArray<>(settings.partitions());
  }

  ReentrantLock lock() {
    return lock;
  }

  /** The position after the last commit of a partition; null before the first of this process. */
  @Nullable LedgerPosition committed(int partition) {
    return committed.get(partition);
  }

  /** Why nothing can be written now, or null. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Opens and migrates the file, unless it is open. */
  void open() {
    lock.lock();
    try {
      opened();
    } catch (SQLException e) {
      throw file.failure("opening", e);
    } finally {
      lock.unlock();
    }
  }

  private Session opened() throws SQLException {
    if (closed) {
      throw new OvationException(ErrorCode.NOT_READY, "the ledger is closed");
    }
    Session existing = session;
    if (existing != null) {
      return existing;
    }
    Session made = Session.writer(file, SQLiteConfig.SynchronousMode.NORMAL, settings.cacheBytes());
    try {
      Migrations.LEDGER.run(file, made, settings.partitions());
    } catch (SQLException | RuntimeException e) {
      made.close();
      throw e;
    }
    session = made;
    return made;
  }

  <T extends @Nullable Object> T transact(int partition, Function<LedgerTransaction, T> work) {
    lock.lock();
    try {
      Session open = opened();
      open.beginImmediate();
      LedgerWrite transaction =
          new LedgerWrite(file, open, partition, partitioner, dictionary, filter);
      T result = work.apply(transaction);
      open.commit();
      committed.set(partition, transaction.committed());
      trouble = null;
      return result;
    } catch (SQLException e) {
      trouble = String.valueOf(e.getMessage());
      abandon(true, e);
      throw file.failure("a transaction", e);
    } catch (RuntimeException e) {
      // A failure of SQLite's within the work, unless what was to be written is to blame; anything
      // else is the work's own affair.
      boolean broken =
          e instanceof OvationException
              && !(e instanceof RejectedException)
              && e.getCause() instanceof SQLException;
      if (broken) {
        trouble = String.valueOf(e.getMessage());
      }
      abandon(broken, e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs work in one transaction that is no commit of a partition: it changes no position.
   *
   * @param doing what failures are told with
   */
  <T extends @Nullable Object> T maintain(String doing, SessionPool.Work<T> work) {
    lock.lock();
    try {
      Session open = opened();
      open.beginImmediate();
      T result = work.on(open);
      open.commit();
      trouble = null;
      return result;
    } catch (SQLException e) {
      trouble = String.valueOf(e.getMessage());
      abandon(true, e);
      throw file.failure(doing, e);
    } catch (RuntimeException e) {
      abandon(false, e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same, and what it wrote is on stable storage when this returns: commits of this file are
   * not synced one by one, but somebody is told of this one.
   */
  <T> T durably(String doing, SessionPool.Work<T> work) {
    lock.lock();
    try {
      Session open = opened();
      open.execute("PRAGMA synchronous = FULL");
      try {
        return maintain(doing, work);
      } finally {
        if (session == open) {
          open.execute("PRAGMA synchronous = NORMAL");
        }
      }
    } catch (SQLException e) {
      throw file.failure(doing, e);
    } finally {
      lock.unlock();
    }
  }

  private void abandon(boolean broken, Exception because) {
    // A read within the transaction may have found an id that is undone now.
    dictionary.clear();
    Session open = session;
    if (open == null) {
      return;
    }
    boolean reopen = broken;
    try {
      open.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
      reopen = true;
    }
    if (reopen) {
      session = null;
      try {
        open.close();
      } catch (SQLException e) {
        LOG.warn("{}: closing after a failure failed: {}", file.path(), e.toString());
      }
    }
  }

  @Override
  public void close() throws SQLException {
    lock.lock();
    try {
      closed = true;
      if (session != null) {
        session.close();
        session = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
