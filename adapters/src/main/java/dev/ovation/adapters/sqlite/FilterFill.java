package dev.ovation.adapters.sqlite;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a {@link RowFilter} on a thread and connection of its own, so that the start doesn't wait
 * for it: about half a second for a million rows. When it fails the filter stays incomplete, which
 * costs looks into the tree and nothing else.
 */
final class FilterFill implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FilterFill.class);
  private static final long CACHE_BYTES = 1L << 20;

  private final SqliteFile file;
  private final RowFilter filter;
  private final Thread thread;
  private volatile boolean closing;

  FilterFill(SqliteFile file, RowFilter filter) {
    this.file = file;
    this.filter = filter;
    this.thread = Thread.ofPlatform().name("ledger filter").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long began = System.nanoTime();
    try (Session session = Session.reader(file, CACHE_BYTES)) {
      session.begin();
      filter.fill(session, () -> closing);
      session.commit();
      LOG.debug("{}: filter filled in {} ms", file.path(), (System.nanoTime() - began) / 1_000_000);
    } catch (SQLException | RuntimeException e) {
      LOG.warn(
          "{}: the filter could not be filled, reads are slower: {}", file.path(), e.toString());
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
