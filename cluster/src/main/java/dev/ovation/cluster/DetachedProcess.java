package dev.ovation.cluster;

import dev.ovation.engines.Commands;
import dev.ovation.engines.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of one engine, which outlives the one that starts it and its terminal. A file in the
 * engine's directory says which it is. Methods may be called by any process, one at a time.
 *
 * @param name what messages call it
 * @param directory holds the files {@code pid} and {@code log}, and is its working directory
 */
record DetachedProcess(String name, Path directory) {
  private static final int TAIL_LINES = 15;
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Path NOTHING = Path.of("/dev/null");

  Path log() {
    return directory.resolve("log");
  }

  private Path pidFile() {
    return directory.resolve("pid");
  }

  private Optional<ProcessIdentity> running() {
    return ProcessIdentity.read(pidFile()).filter(ProcessIdentity::runs);
  }

  boolean isRunning() {
    return running().isPresent();
  }

  Optional<Long> pid() {
    return running().map(ProcessIdentity::pid);
  }

  Optional<Instant> since() {
    return running().flatMap(ProcessIdentity::since);
  }

  /**
   * Starts it in a session of its own, so that neither the end of a terminal nor its Ctrl-C reach
   * it. Its output is added to the log.
   *
   * @return where in the log its output begins
   * @throws EngineException when it can't be started, or has ended at once
   */
  long start(List<String> command) {
    List<String> all = new ArrayList<>(List.of("setsid"));
    all.addAll(command);
    try {
      long from = Files.exists(log()) ? Files.size(log()) : 0;
      Process process =
          new ProcessBuilder(all)
              .directory(directory.toFile())
              .redirectInput(NOTHING.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      Optional<ProcessIdentity> identity = ProcessIdentity.of(process.pid());
      if (identity.isEmpty()) {
        throw new EngineException(name + " ended at once." + tail(from));
      }
      identity.get().write(pidFile());
      return from;
    } catch (IOException e) {
      throw new EngineException("can't start " + name + ": " + e, e);
    }
  }

  /**
   * Asks it to end, paused or not, and waits. Does nothing when it does not run.
   *
   * @param signal what it takes for an order to end, for example {@code TERM}
   * @return whether it has ended in time
   */
  boolean stop(String signal, Duration atMost) {
    Optional<ProcessIdentity> process = running();
    if (process.isPresent()) {
      signal(process.get(), signal);
      signal(process.get(), "CONT");
    }
    return ended(atMost);
  }

  /**
   * Kills it with -9 and waits for its end.
   *
   * @throws EngineException when that does not come in time
   */
  void kill(Duration atMost) {
    running().ifPresent(process -> signal(process, "KILL"));
    if (!ended(atMost)) {
      throw new EngineException(
          name + " was killed and has not ended in " + atMost.toSeconds() + " s");
    }
  }

  private boolean ended(Duration atMost) {
    long begun = System.nanoTime();
    while (isRunning()) {
      if (System.nanoTime() - begun > atMost.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    try {
      Files.deleteIfExists(pidFile());
      return true;
    } catch (IOException e) {
      throw new EngineException("can't delete " + pidFile() + ": " + e, e);
    }
  }

  private static void signal(ProcessIdentity process, String signal) {
    // The shell's own kill, because not every machine has one as a program. That the process has
    // just ended by itself is no failure.
    Commands.work(List.of("sh", "-c"), "kill -" + signal + " " + process.pid());
  }

  /** What it printed from a place in the log on. */
  String printed(long from) {
    try (var in = Files.newInputStream(log())) {
      in.skipNBytes(from);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return log() + " can't be read: " + e;
    }
  }

  /** The end of what it printed from a place in the log on, for messages. */
  String tail(long from) {
    List<String> lines = printed(from).lines().toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return "\n  its log " + log() + " ends with\n    " + String.join("\n    ", last);
  }
}
