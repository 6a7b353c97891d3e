package dev.ovation.adapters.engines;

import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One broker of a {@link KafkaServer}, in a JVM of its own that knows nothing of this one's class
 * path. Not thread-safe.
 */
public final class KafkaBroker {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final long POLL_NANOS = 20_000_000;

  private final int id;
  private final int port;
  private final Path directory;
  private final List<String> command;
  private @Nullable EngineProcess process;

  /**
   * @param directory holds its properties, its output and its data, which it keeps over a restart
   * @param home the directory with {@code classes} and {@code lib} of the module that has its main
   */
  KafkaBroker(
      int id, int port, Path directory, Path home, String clusterId, Properties properties) {
    this.id = id;
    this.port = port;
    this.directory = directory;
    properties.setProperty("log.dirs", directory.resolve("data").toString());
    Path file = write(properties, directory);
    this.command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            home.resolve("classes") + ":" + home.resolve("lib") + "/*",
            "dev.ovation.kafka.broker.BrokerMain",
            file.toString(),
            clusterId);
  }

  private static Path write(Properties properties, Path directory) {
    Path file = directory.resolve("broker.properties");
    try {
      Files.createDirectories(directory);
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
      return file;
    } catch (IOException e) {
      throw new EngineException("can't write " + file + ": " + e, e);
    }
  }

  public int id() {
    return id;
  }

  /** Its address for clients. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Starts the broker, or starts it again on the data that it left. Does not wait. */
  public void start() {
    if (isAlive()) {
      throw new IllegalStateException("broker " + id + " runs already");
    }
    process = EngineProcess.start("broker " + id, command, directory.resolve("output.txt"));
  }

  /**
   * Waits until it takes connections, which a broker does once it knows its cluster.
   *
   * @throws EngineException with its output when it ended or is not there in time
   */
  public void awaitReady(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!accepts()) {
      if (!isAlive() || System.nanoTime() - deadline > 0) {
        throw new EngineException("broker " + id + " is not ready: " + running().printed());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Shuts down in order: it hands over what it leads, and ends. */
  public void stop() {
    running().stop("TERM", STOP_PATIENCE);
  }

  /** Kills the broker with signal 9. */
  public void kill() {
    running().kill();
  }

  /** Stops it in its tracks: connections stay, nothing answers. */
  public void pause() {
    running().pause();
  }

  public void resume() {
    running().resume();
  }

  private EngineProcess running() {
    if (process == null) {
      throw new EngineException("broker " + id + " was never started");
    }
    return process;
  }
}
