package dev.ovation.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis 7.0 on loopback. It keeps nothing on disk but what {@link #save} writes. Not
 * thread-safe.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(20);

  private static @Nullable RedisProgram program;

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
    int port = FreePorts.findPair(RedisProgram.BUS_DISTANCE);
    Path directory = Files.createDirectories(parent.resolve("redis-" + port));
    RedisServer server = new RedisServer(directory, port, List.of(options));
    server.start();
    return server;
  }

  private static synchronized RedisProgram program() throws IOException {
    RedisProgram present = program;
    if (present != null) {
      return present;
    }
    Path directory = Files.createTempDirectory("redis-server");
    directory.toFile().deleteOnExit();
    RedisProgram unpacked = RedisProgram.unpack(directory);
    unpacked.binary().toFile().deleteOnExit();
    program = unpacked;
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
    EngineProcess started =
        EngineProcess.start(
            "Redis on port " + port,
            program().command(port, directory, options),
            directory.resolve("log"));
    process = started;
    Await.until("Redis on port " + port + " answers", START_MAX, () -> ping(started));
  }

  private boolean ping(EngineProcess started) {
    if (!started.isAlive()) {
      throw new EngineException("Redis ended while it started: " + started.printed());
    }
    return RedisWire.answers(port);
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
    return RedisWire.ask(port, words);
  }

  @Override
  public void close() {
    kill();
  }
}
