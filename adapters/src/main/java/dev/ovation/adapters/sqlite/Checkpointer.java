package dev.ovation.adapters.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * Moves pages from a WAL into its database on a thread and connection of its own, so that no commit
 * waits for it. A passive checkpoint does the bulk beside the writer; then, holding the writer's
 * lock for the few frames that came meanwhile, a restarting one lets the WAL begin anew.
 *
 * <p>Without the second step a WAL under constant writes would grow for ever.
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
  private static final long CLOSE_MILLIS_MAX = 30_000;

  private final SqliteFile file;
  private final long walBytesMax;
  private final long pollNanos;
  private final ReentrantLock writerLock;
  private final Runnable everyPoll;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * @param walBytesMax the size from which the WAL is checkpointed
   * @param writerLock held by the writer around each transaction
   * @param everyPoll also done on this thread, at each look at the WAL's size
   */
  Checkpointer(
      SqliteFile file,
      long walBytesMax,
      long pollMillis,
      ReentrantLock writerLock,
      Runnable everyPoll) {
    this.file = file;
    this.walBytesMax = walBytesMax;
    this.pollNanos = pollMillis * 1_000_000;
    this.writerLock = writerLock;
    this.everyPoll = everyPoll;
    this.thread =
        Thread.ofPlatform()
            .name("checkpoint " + file.path().getFileName())
            .daemon()
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closing) {
      LockSupport.parkNanos(pollNanos);
      try {
        everyPoll.run();
        if (!closing && walBytes() >= walBytesMax) {
          checkpoint();
        }
      } catch (SQLException | RuntimeException e) {
        // The writer meets the same trouble and tells it; here it only means to try again.
        LOG.warn("{}: checkpoint failed, will be tried again: {}", file.path(), e.toString());
      }
    }
  }

  private void checkpoint() throws SQLException {
    // A connection for each checkpoint: one that has seen an I/O error is never used again.
    try (Session session = Session.writer(file, SQLiteConfig.SynchronousMode.FULL, 1 << 20)) {
      session.number("PRAGMA wal_checkpoint(PASSIVE)", 0);
      writerLock.lock();
      try {
        session.number("PRAGMA wal_checkpoint(RESTART)", 0);
      } finally {
        writerLock.unlock();
      }
    }
  }

  private long walBytes() {
    try {
      return Files.exists(file.wal()) ? Files.size(file.wal()) : 0;
    } catch (IOException e) {
      LOG.warn("{}: size can't be read: {}", file.wal(), e.toString());
      return 0;
    }
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
