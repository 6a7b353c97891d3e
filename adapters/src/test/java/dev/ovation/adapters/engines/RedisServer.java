package dev.ovation.adapters.engines;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis 7.0 on loopback. It keeps nothing on disk but what {@link #save} writes. Not
 * thread-safe.
 */
public final class RedisServer implements AutoCloseable {
  private static final String RESOURCE = "/redis-server-7.0.15-linux-amd64";
  private static final Duration START_MAX = Duration.ofSeconds(20);

  private static @Nullable Path binary;

  private final Path directory;
  private final int port;
  private final List<String> options;
  private @Nullable Process process;

  private RedisServer(Path directory, int port, List<String> options) {
    this.directory = directory;
    this.port = port;
    this.options = List.copyOf(options);
  }

  /** Starts one server with an empty directory of its own under the given one. */
  public static RedisServer start(Path parent, String... options) throws IOException {
    int port = freePort();
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

  /** Low, because a cluster's servers talk on a port that is 10,000 higher. */
  private static int freePort() throws IOException {
    Random random = new Random(System.nanoTime());
    for (int i = 0; i < 100; i++) {
      int port = 10_000 + random.nextInt(20_000);
      if (isFree(port) && isFree(port + 10_000)) {
        return port;
      }
    }
    throw new IOException("no free port found");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it again, with what {@link #save} wrote last, or with nothing. */
  public void start() throws IOException {
    List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    command.add(binary().toString());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", directory.toString(), "--save", "", "--appendonly", "no"));
    command.addAll(options);
    process =
        EngineThread.start(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                    ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile())));
    Await.until("Redis on port " + port + " answers", START_MAX, () -> ping(process));
  }

  private boolean ping(@Nullable Process started) throws IOException {
    if (started == null || !started.isAlive()) {
      throw new IOException("Redis ended: " + Files.readString(directory.resolve("log")));
    }
    try (RedisWire wire = new RedisWire(port)) {
      return "PONG".equals(wire.call("PING"));
    } catch (IOException e) {
      return false; // Not listening yet, or still loading.
    }
  }

  /** Kills it as a machine that fails does. */
  public void kill() throws IOException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        if (!running.waitFor(10, TimeUnit.SECONDS)) {
          throw new IOException("Redis on port " + port + " does not die");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      process = null;
    }
  }

  /** It goes on listening, but does nothing. */
  public void pause() throws IOException {
    signal("STOP");
  }

  public void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    Process running = process;
    if (running == null) {
      throw new IOException("Redis on port " + port + " does not run");
    }
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).inheritIO().start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("kill -" + name + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
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
  public void close() throws IOException {
    kill();
  }
}
