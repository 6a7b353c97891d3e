package dev.ovation.app.cli.csvimport;

import java.util.TreeSet;

/**
 * Follows up to which line everything is acknowledged while batches finish in any order. A batch is
 * known by its first line. Thread-safe.
 */
final class Acknowledged {
  private final TreeSet<Long> open = new TreeSet<>();
  private long lastRead;

  synchronized void read(long line) {
    lastRead = line;
  }

  synchronized void opened(long firstLine) {
    open.add(firstLine);
  }

  synchronized void closed(long firstLine) {
    open.remove(firstLine);
  }

  /** All lines up to this one are dealt with. */
  synchronized long upTo() {
    return open.isEmpty() ? lastRead : open.first() - 1;
  }
}
