package dev.ovation.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One broker of a {@link KafkaServer}, in a JVM of its own that knows nothing of this one's class
 * path. Not thread-safe.
 */
public final class KafkaBroker {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final long POLL_NANOS = 20_000_000;

  /** Little memory, and a short start before a good speed. */
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final int id;
  private final int port;
  private final Path directory;
  private final List<String> command;
  private @Nullable EngineProcess process;

  /**
   * @param all where each of the brokers listens, this one's too
   * @param directory holds its properties, its output and its data, which it keeps over a restart
   */
  KafkaBroker(KafkaProgram program, int id, List<KafkaPorts> all, Path directory) {
    this.id = id;
    this.port = all.get(id - 1).clients();
    this.directory = directory;
    this.command = program.command(JVM, KafkaProgram.configure(id, all, directory));
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
   * Waits until it answers, which a broker does once it knows its cluster.
   *
   * @throws EngineException with its output when it ended or is not there in time
   */
  public void awaitReady(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!KafkaWire.answers(port)) {
      if (!isAlive() || System.nanoTime() - deadline > 0) {
        throw new EngineException("broker " + id + " is not ready: " + running().printed());
      }
      LockSupport.parkNanos(POLL_NANOS);
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
