package dev.ovation.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server as a process of its own, on loopback, with trusted logins: for tests and for
 * trying things out. It syncs to the disk as a real one does. It dies with this process. Methods
 * may be called by any thread, one at a time.
 */
public final class PostgresServer implements AutoCloseable {
  /** The superuser; logins are trusted, so it has no password. */
  public static final String USER = PostgresProgram.SUPERUSER;

  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(5);
  // PostgreSQL writes its state into this line of postmaster.pid.
  private static final int STATE_LINE = 7;

  private final PostgresProgram program;
  private final Path data;
  private final Path output;
  private final int port;
  private final List<String> options;
  private @Nullable EngineProcess process;

  private PostgresServer(PostgresProgram program, Path directory, int port, List<String> options) {
    this.program = program;
    this.data = directory.resolve("data");
    this.output = directory.resolve("postgres.log");
    this.port = port;
    this.options = options;
  }

  /**
   * Makes a server that is not started, with a new cluster of databases unless the directory holds
   * one.
   *
   * @param home where {@link PostgresBinaries#unpack} put the programs
   * @param options settings of the server as {@code name=value}
   */
  public static PostgresServer create(Path home, Path directory, int port, List<String> options) {
    PostgresServer server =
        new PostgresServer(new PostgresProgram(home), directory, port, List.copyOf(options));
    if (!Files.exists(server.data.resolve("PG_VERSION"))) {
      server.initialize(directory);
    }
    return server;
  }

  private void initialize(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new EngineException("can't make " + directory, e);
    }
    Unprivileged.own(directory);
    List<String> command = new ArrayList<>(program.initialize(data));
    command.add("--no-sync"); // If the machine fails now, the test does, too.
    EngineProcess initdb = EngineProcess.start("initdb", unprivileged(command), output);
    if (!initdb.ended(START_MAX) || initdb.status() != 0) {
      initdb.kill();
      throw new EngineException("initdb failed: " + initdb.printed());
    }
  }

  private static List<String> unprivileged(List<String> command) {
    return Unprivileged.command(EngineProcess.tied(command));
  }

  /** Starts the server and waits until it answers. Does nothing when it runs. */
  public void start() {
    if (isRunning()) {
      return;
    }
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (!started(deadline)) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** Returns whether it came up; false when it is worth another try. */
  private boolean started(long deadline) {
    EngineProcess started =
        EngineProcess.start("PostgreSQL", unprivileged(program.serve(data, port, options)), output);
    process = started;
    while (System.nanoTime() < deadline) {
      if (!started.isAlive()) {
        String printed = started.printed();
        if (PostgresProgram.isWorthAnotherTry(printed)) {
          return false;
        }
        throw new EngineException("PostgreSQL ended while it started: " + printed);
      }
      if (isReady(started)) {
        return true;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new EngineException(
        "PostgreSQL was not ready in " + START_MAX + ": " + started.printed());
  }

  /** The file of an earlier run names another process. */
  private boolean isReady(EngineProcess started) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() > STATE_LINE
          && lines.getFirst().strip().equals(Long.toString(started.pid()))
          && lines.get(STATE_LINE).strip().equals("ready");
    } catch (IOException e) {
      // It is not there yet, or just being written.
      return false;
    }
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Ends it in order: connections are cut, what is committed is on the disk. */
  public void stop() {
    if (process != null) {
      process.stop("INT", STOP_MAX);
    }
  }

  /** Kills it and all its processes with -9, as a machine that fails would. */
  public void kill() {
    if (process != null) {
      process.kill();
    }
  }

  /** Stops it and all its processes in their tracks: it neither answers nor hangs up. */
  public void pause() {
    running().pause();
  }

  /** Lets a paused server go on. Does nothing when it does not run. */
  public void resume() {
    if (isRunning()) {
      running().resume();
    }
  }

  private EngineProcess running() {
    if (process == null) {
      throw new EngineException("PostgreSQL was never started");
    }
    return process;
  }

  public int port() {
    return port;
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Processor time that its processes used; without those that have ended. */
  public Duration processorTime() {
    return running().processorTime();
  }

  @Override
  public void close() {
    stop();
  }
}
