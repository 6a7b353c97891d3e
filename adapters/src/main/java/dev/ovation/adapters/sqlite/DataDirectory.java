package dev.ovation.adapters.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that this process holds for itself. The operating system releases the lock when
 * the process ends, however it ends. Shared by log and ledger; closed after both. Thread-safe.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final int PID_BYTES_MAX = 32;

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the directory if there is none, and locks it.
   *
   * @throws OvationException with {@link ErrorCode#NOT_READY} when another process holds it or it
   *     can't be written
   */
  public static DataDirectory open(Path path) {
    try {
      Files.createDirectories(path);
      Path lock = path.resolve(LOCK);
      FileChannel channel =
          FileChannel.open(
              lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock held = tryLock(channel);
      if (held == null) {
        String holder = holder(channel);
        channel.close();
        throw new OvationException(
            ErrorCode.NOT_READY,
            "data directory "
                + path.toAbsolutePath()
                + " is in use by "
                + holder
                + "; wait until that has ended, or choose another directory");
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)), 0);
      return new DataDirectory(path, channel);
    } catch (IOException e) {
      throw new OvationException(
          ErrorCode.NOT_READY,
          "data directory " + path.toAbsolutePath() + " can't be used: " + e,
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process, through another channel.
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PID_BYTES_MAX);
    channel.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), UTF_8).strip();
    if (pid.equals(Long.toString(ProcessHandle.current().pid()))) {
      return "this very process";
    }
    return pid.isEmpty() ? "another process" : "process " + pid;
  }

  public Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new OvationException(ErrorCode.INTERNAL, "can't release " + path, e);
    }
  }
}
