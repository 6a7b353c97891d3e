package dev.ovation.adapters.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Notes beside the log how far it was durable, so that a log which lost its end is told apart from
 * one that never had it. Two slots are written in turn and the younger whole one counts, so a torn
 * write costs one note and not the file.
 *
 * <p>A note is written after each commit and synced only now and then: a process that is killed
 * leaves its last one to the kernel, and what a power loss takes back is an older end, which is
 * true as well. Thread-safe.
 *
 * <pre>slot = u64 number | u32 partitions | u64 end of each partition | u32 CRC-32C</pre>
 */
final class EndMarker implements AutoCloseable {
  private static final int BLOCK_BYTES = 4096;

  private final FileChannel channel;
  private final int partitions;
  private final int slotBytes;
  private long number;

  private EndMarker(FileChannel channel, int partitions) {
    this.channel = channel;
    this.partitions = partitions;
    int used = contentBytes() + Integer.BYTES;
    this.slotBytes = (used + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  static EndMarker open(Path path, int partitions) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new EndMarker(channel, partitions);
  }

  private int contentBytes() {
    return Long.BYTES + Integer.BYTES + partitions * Long.BYTES;
  }

  /** The ends noted last, by partition; null when there is no whole note. */
  synchronized long @Nullable [] read() throws IOException {
    long[] newest = null;
    for (int slot = 0; slot < 2; slot++) {
      ByteBuffer in = ByteBuffer.allocate(contentBytes() + Integer.BYTES);
      int read = channel.read(in, (long) slot * slotBytes);
      if (read < in.capacity()
          || in.getInt(contentBytes()) != crc(in)
          || in.getInt(Long.BYTES) != partitions) {
        continue;
      }
      long slotNumber = in.getLong(0);
      if (newest == null || slotNumber > number) {
        number = slotNumber;
        newest = new long[partitions];
        for (int p = 0; p < partitions; p++) {
          newest[p] = in.getLong(Long.BYTES + Integer.BYTES + p * Long.BYTES);
        }
      }
    }
    return newest;
  }

  /** Notes ends that are durable in the log already; waits for no disk. */
  synchronized void note(long[] ends) throws IOException {
    number++;
    ByteBuffer out = ByteBuffer.allocate(contentBytes() + Integer.BYTES);
    out.putLong(number).putInt(partitions);
    for (long end : ends) {
      out.putLong(end);
    }
    out.putInt(crc(out)).flip();
    long at = number % 2 * slotBytes;
    while (out.hasRemaining()) {
      at += channel.write(out, at);
    }
  }

  /** Has the last note survive a power loss. Not synchronized: whoever notes shall not wait. */
  void sync() throws IOException {
    channel.force(false);
  }

  private int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, contentBytes()));
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
