package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A few read connections, lent to one caller at a time. Thread-safe. */
final class SessionPool implements AutoCloseable {
  private static final long WAIT_SECONDS = 5;

  private final SqliteFile file;
  private final long cacheBytes;
  private final Semaphore permits;
  private final int sessionsMax;
  // Guarded by itself.
  private final ArrayDeque<Session> idle = new ArrayDeque<>();
  private volatile boolean closed;

  /** Work on a session. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T on(Session session) throws SQLException;
  }

  SessionPool(SqliteFile file, int sessionsMax, long cacheBytes) {
    this.file = file;
    this.cacheBytes = cacheBytes;
    this.sessionsMax = sessionsMax;
    this.permits = new Semaphore(sessionsMax);
  }

  /**
   * Runs work that reads, in one snapshot.
   *
   * @throws OvationException with {@link ErrorCode#OVERLOADED} when no connection gets free in time
   */
  <T extends @Nullable Object> T read(String doing, Work<T> work) {
    acquire(1);
    try {
      Session session = take();
      try {
        session.begin();
        T result = work.on(session);
        session.commit();
        give(session);
        return result;
      } catch (SQLException | RuntimeException e) {
        // A session that failed may hold a broken statement or an open snapshot.
        closeQuietly(session, e);
        throw e;
      }
    } catch (SQLException e) {
      throw file.failure(doing, e);
    } finally {
      permits.release();
    }
  }

  private void acquire(int count) {
    try {
      if (!permits.tryAcquire(count, WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new OvationException(
            ErrorCode.OVERLOADED, file.name() + ": no read connection got free; try again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OvationException(ErrorCode.NOT_READY, "interrupted while waiting to read", e);
    }
  }

  private Session take() throws SQLException {
    if (closed) {
      throw new OvationException(ErrorCode.NOT_READY, file.name() + " is closed");
    }
    synchronized (idle) {
      Session session = idle.pollLast();
      if (session != null) {
        return session;
      }
    }
    return Session.reader(file, cacheBytes);
  }

  private void give(Session session) {
    synchronized (idle) {
      idle.addLast(session);
    }
  }

  private static void closeQuietly(Session session, Exception because) {
    try {
      session.close();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /** Closes every connection, once those that are lent are back; new ones open on demand. */
  void drain() throws SQLException {
    acquire(sessionsMax);
    try {
      synchronized (idle) {
        while (!idle.isEmpty()) {
          idle.removeLast().close();
        }
      }
    } finally {
      permits.release(sessionsMax);
    }
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    drain();
  }
}
