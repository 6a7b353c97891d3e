package dev.ovation.adapters.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at before a log is used. Bounded in time: the whole of a small file, the end of a
 * large one; the rest is checked whenever it is read.
 */
final class LogVerification {
  /** Up to this size the whole file is checked at start. */
  private static final long WHOLE_BYTES_MAX = 32L << 20;

  /** Offsets at the end of each partition whose batches are checked in a larger file. */
  private static final long TAIL_OFFSETS = 20_000;

  /** Of an SQLite file: the page size is at 16, the number of pages at 28. */
  private static final int HEADER_BYTES = 100;

  private LogVerification() {}

  /** Before SQLite opens the file, because opening drops what it does not trust. */
  static void beforeOpening(SqliteFile file) {
    try {
      String damage = WalCheck.damage(file.wal());
      if (damage != null) {
        throw file.damaged(damage);
      }
      if (!Files.exists(file.path()) && Files.exists(file.wal()) && Files.size(file.wal()) > 0) {
        throw file.damaged("it is missing, but its WAL is there");
      }
      sizeByHeader(file);
    } catch (IOException e) {
      throw file.refused("can't be read: " + e);
    }
  }

  /** A file without a WAL has exactly the size that its header says. */
  static void sizeByHeader(SqliteFile file) throws IOException {
    boolean hasWal = Files.exists(file.wal()) && Files.size(file.wal()) > 0;
    if (!Files.exists(file.path()) || Files.size(file.path()) == 0 || hasWal) {
      return;
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    long actual;
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      channel.read(header, 0);
      actual = channel.size();
    }
    int pageBytes = Short.toUnsignedInt(header.getShort(16));
    long expected =
        Integer.toUnsignedLong(header.getInt(28)) * (pageBytes == 1 ? 65_536 : pageBytes);
    if (actual != expected) {
      throw file.damaged("it has " + actual + " bytes, and by its header " + expected);
    }
  }

  /**
   * After the WAL was moved into the file.
   *
   * @param noted the ends noted by {@link EndMarker}, by partition
   */
  static void afterOpening(
      SqliteFile file, LogFile log, LogReader reader, long[] ends, long @Nullable [] noted)
      throws SQLException, IOException {
    long expected = log.pageCount() * log.pageBytes();
    long actual = Files.size(file.path());
    if (actual != expected) {
      throw file.damaged("it has " + actual + " bytes, and by its header " + expected);
    }
    boolean whole = actual <= WHOLE_BYTES_MAX;
    if (whole) {
      String damage = log.structuralDamage();
      if (damage != null) {
        throw file.damaged(damage);
      }
    }
    for (int p = 0; p < ends.length; p++) {
      if (noted != null && noted[p] > ends[p]) {
        throw file.damaged(
            "partition "
                + p
                + " ends at offset "
                + ends[p]
                + ", but it was durable up to "
                + noted[p]
                + " by log.end");
      }
      long from = whole ? 0 : Math.max(0, ends[p] - TAIL_OFFSETS);
      reader.batches(p, from, ends[p], batch -> true);
    }
  }
}
