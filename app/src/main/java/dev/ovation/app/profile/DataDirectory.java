package dev.ovation.app.profile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The data directory, held by one process at a time. The operating system drops the lock when the
 * process ends, however it ends, so there is never a stale one to remove by hand.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the directory if it is not there, and takes it.
   *
   * @throws StartException when it cannot be used or another process has it
   */
  public static DataDirectory open(Path path) {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new StartException("data directory " + path + " is a file, not a directory", e);
    } catch (IOException e) {
      throw new StartException("cannot make data directory " + path + ": " + e, e);
    }
    Path file = path.resolve("ovation.lock");
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = read(channel);
        channel.close();
        throw new StartException(
            "data directory "
                + path.toAbsolutePath()
                + " is in use by another process ("
                + holder
                + "); stop it, or choose another directory with --data",
            null);
      }
      write(channel, "process " + ProcessHandle.current().pid());
      return new DataDirectory(path, channel);
    } catch (IOException e) {
      throw new StartException("cannot use data directory " + path + ": " + e, e);
    }
  }

  public Path path() {
    return path;
  }

  /** Bytes that may still be written to the disk. */
  public long freeBytes() {
    return path.toFile().getUsableSpace();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StartException("cannot release data directory " + path + ": " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another server of this very process has it.
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    channel.read(buffer, 0);
    String text = StandardCharsets.UTF_8.decode(buffer.flip()).toString().strip();
    return text.isEmpty() ? "unknown" : text;
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)), 0);
  }
}
