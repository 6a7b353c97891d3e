package dev.ovation.adapters.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a write-ahead log before SQLite does. SQLite takes the first frame with a wrong checksum
 * for the end of the log and silently drops what follows, which is right for a torn last
 * transaction and wrong for damage in the middle. As every transaction is synced before the next
 * one starts, a crash tears only the last: two commits after the first bad frame are damage.
 *
 * <p>The layout is that of SQLite's file format, section 4: a header of 32 bytes, and frames of 24
 * bytes and a page, each with the header's two salts and a running checksum.
 */
final class WalCheck {
  private static final int HEADER_BYTES = 32;
  private static final int FRAME_HEADER_BYTES = 24;
  private static final int MAGIC_LITTLE_ENDIAN = 0x377f0682;
  private static final int MAGIC_BIG_ENDIAN = 0x377f0683;

  private final ByteOrder order;
  private final long salts;
  private int sum0;
  private int sum1;

  private WalCheck(ByteOrder order, long salts) {
    this.order = order;
    this.salts = salts;
  }

  /** What is damaged in the file, or null; a file that is missing or empty is sound. */
  static @Nullable String damage(Path wal) throws IOException {
    if (!Files.exists(wal) || Files.size(wal) <= HEADER_BYTES + FRAME_HEADER_BYTES) {
      return null;
    }
    try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      readFully(channel, header, 0);
      int magic = header.getInt(0);
      int pageBytes = header.getInt(8);
      if ((magic != MAGIC_LITTLE_ENDIAN && magic != MAGIC_BIG_ENDIAN)
          || Integer.bitCount(pageBytes) != 1
          || pageBytes < 512
          || pageBytes > 65_536) {
        return "the header of " + wal.getFileName() + " is not one of SQLite's";
      }
      ByteOrder order = magic == MAGIC_BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      WalCheck check = new WalCheck(order, header.getLong(16));
      check.add(header, 0, 24);
      if (check.sum0 != header.getInt(24) || check.sum1 != header.getInt(28)) {
        return "the header of " + wal.getFileName() + " does not match its checksum";
      }
      return check.frames(channel, wal, pageBytes);
    }
  }

  private @Nullable String frames(FileChannel channel, Path wal, int pageBytes) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + pageBytes);
    long frames = (channel.size() - HEADER_BYTES) / frame.capacity();
    long firstBad = -1;
    int commitsAfter = 0;
    for (long i = 0; i < frames; i++) {
      readFully(channel, frame, HEADER_BYTES + i * frame.capacity());
      boolean ours = frame.getLong(8) == salts;
      if (firstBad < 0) {
        if (ours && isWhole(frame)) {
          continue;
        }
        firstBad = i;
      }
      if (ours && frame.getInt(4) != 0 && ++commitsAfter == 2) {
        return "frame "
            + firstBad
            + " of "
            + frames
            + " in "
            + wal.getFileName()
            + " does not match its checksum, and committed transactions follow it";
      }
    }
    return null;
  }

  private boolean isWhole(ByteBuffer frame) {
    add(frame, 0, 8);
    add(frame, FRAME_HEADER_BYTES, frame.capacity());
    return sum0 == frame.getInt(16) && sum1 == frame.getInt(20);
  }

  private void add(ByteBuffer bytes, int from, int to) {
    bytes.order(order);
    for (int i = from; i < to; i += 8) {
      sum0 += bytes.getInt(i) + sum1;
      sum1 += bytes.getInt(i + 4) + sum0;
    }
    bytes.order(ByteOrder.BIG_ENDIAN);
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    into.clear();
    while (into.hasRemaining()) {
      if (channel.read(into, position + into.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
  }
}
