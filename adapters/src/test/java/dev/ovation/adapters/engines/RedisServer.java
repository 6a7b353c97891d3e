package dev.ovation.adapters.engines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis 7.0 on loopback. It keeps nothing on disk but what {@link #save} writes. Not
 * thread-safe.
 */
public final class RedisServer implements AutoCloseable {
  private static final String RESOURCE = "/redis-server-7.0.15-linux-amd64";
  // The servers of a cluster talk to each other on a port that is so much higher.
  private static final int BUS_DISTANCE = 10_000;
  private static final Duration START_MAX = Duration.ofSeconds(20);

  private static @Nullable Path binary;

  private final Path directory;
  private final int port;
  private final List<String> options;
  private @Nullable EngineProcess process;

  private RedisServer(Path directory, int port, List<String> options) {
    this.directory = directory;
    this.port = port;
    this.options = List.copyOf(options);
  }

  /** Starts one server with an empty directory of its own under the given one. */
  public static RedisServer start(Path parent, String... options) throws IOException {
    int port = FreePorts.findPair(BUS_DISTANCE);
    Path directory = Files.createDirectories(parent.resolve("redis-" + port));
    RedisServer server = new RedisServer(directory, port, List.of(options));
    server.start();
    return server;
  }

  private static synchronized Path binary() throws IOException {
    Path present = binary;
    if (present != null) {
      return present;
    }
    Path unpacked =
        Files.createTempFile(
            "redis-server",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    unpacked.toFile().deleteOnExit();
    try (InputStream in = RedisServer.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(RESOURCE + " is not on the class path");
      }
      Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxr-xr-x"));
    binary = unpacked;
    return unpacked;
  }

  public int port() {
    return port;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it again, with what {@link #save} wrote last, or with nothing. */
  public void start() throws IOException {
    List<String> command = new ArrayList<>(List.of(binary().toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", directory.toString(), "--save", "", "--appendonly", "no"));
    command.addAll(options);
    EngineProcess started =
        EngineProcess.start("Redis on port " + port, command, directory.resolve("log"));
    process = started;
    Await.until("Redis on port " + port + " answers", START_MAX, () -> ping(started));
  }

  private boolean ping(EngineProcess started) {
    if (!started.isAlive()) {
      throw new EngineException("Redis ended while it started: " + started.printed());
    }
    try (RedisWire wire = new RedisWire(port)) {
      return "PONG".equals(wire.call("PING"));
    } catch (IOException e) {
      return false; // Not listening yet, or still loading.
    }
  }

  /** Kills it as a machine that fails does. */
  public void kill() {
    if (process != null) {
      process.kill();
    }
  }

  /** It goes on listening, but does nothing. */
  public void pause() {
    running().pause();
  }

  public void resume() {
    running().resume();
  }

  private EngineProcess running() {
    if (process == null) {
      throw new EngineException("Redis on port " + port + " was never started");
    }
    return process;
  }

  /** Kills it and starts it with nothing. A member of a cluster stays one. */
  public void restartEmpty() throws IOException {
    kill();
    Files.deleteIfExists(directory.resolve("dump.rdb"));
    start();
  }

  /** Kills it and starts it with what {@link #save} wrote last. */
  public void restart() throws IOException {
    kill();
    start();
  }

  /** Writes what it holds to disk. */
  public void save() throws IOException {
    command("SAVE");
  }

  /** Sends one command and returns the answer: a text, a number or a list. */
  public @Nullable Object command(String... words) throws IOException {
    try (RedisWire wire = new RedisWire(port)) {
      return wire.call(words);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
