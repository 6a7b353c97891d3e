package dev.ovation.engines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * An engine's process with its children. It dies with this process, whatever ends this one: the
 * kernel kills it where {@code setpriv} can ask for that, and everywhere an orderly end of this
 * process does. Methods may be called by any thread, one at a time.
 *
 * <p>The kernel counts the death of the <em>thread</em> that started it, so one thread starts them
 * all and lives as long as this process.
 */
public final class EngineProcess {
  private static final Duration KILL_MAX = Duration.ofSeconds(30);
  private static final List<String> TIED = List.of("setpriv", "--pdeathsig", "KILL");

  /** A daemon, so that it does not keep this process alive. */
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("engine starter").factory());

  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();
  private static final boolean CAN_TIE = Commands.work(TIED, "true");

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final String name;
  private final Path output;

  private EngineProcess(Process process, String name, Path output) {
    this.process = process;
    this.name = name;
    this.output = output;
  }

  /**
   * Starts a command.
   *
   * @param name what messages call it
   * @param output the file for what it prints, begun anew; inherited streams would corrupt those of
   *     whoever started us
   * @throws EngineException when it can't be started
   */
  public static EngineProcess start(String name, List<String> command, Path output) {
    List<String> tied = tied(command);
    ProcessBuilder builder =
        new ProcessBuilder(tied)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()));
    try {
      Process process = STARTER.submit(builder::start).get();
      STARTED.add(process);
      return new EngineProcess(process, name, output);
    } catch (ExecutionException e) {
      throw new EngineException("can't start " + tied + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      throw EngineException.interrupted("starting " + name, e);
    }
  }

  /**
   * A command whose process the kernel kills with the one that started it, where it can. {@link
   * #start} does that by itself; only a command that changes its user undoes it, and needs it once
   * more after that.
   */
  static List<String> tied(List<String> command) {
    List<String> tied = new ArrayList<>(CAN_TIE ? TIED : List.of());
    tied.addAll(command);
    return tied;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end; false when that does not come in time. */
  boolean ended(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw EngineException.interrupted("waiting for the end of " + name, e);
    }
  }

  /** The status that it ended with. */
  int status() {
    return process.exitValue();
  }

  /**
   * Asks it to end, paused or not, and waits. Does nothing when it has ended.
   *
   * @param signal what it takes for an order to end, for example {@code TERM}
   * @throws EngineException when it does not end in time
   */
  public void stop(String signal, Duration atMost) {
    if (!isAlive()) {
      return;
    }
    resume();
    signal(signal, List.of(process.toHandle()));
    if (!ended(atMost)) {
      throw new EngineException(name + " did not stop in " + atMost + ": " + printed());
    }
  }

  /** Kills it and its children with -9, as a machine that fails would, and waits for their end. */
  public void kill() {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    try {
      CompletableFuture.allOf(
              family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .get(KILL_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw EngineException.interrupted("waiting for the end of " + name, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new EngineException(name + " was killed and has not ended", e);
    }
  }

  /** Stops it and its children in their tracks: they neither answer nor hang up. */
  public void pause() {
    signal("STOP", family());
  }

  /** Lets a paused process and its children go on. */
  public void resume() {
    signal("CONT", family());
  }

  /** The parent first: what is stopped or dead has no more children. */
  private List<ProcessHandle> family() {
    List<ProcessHandle> family = new ArrayList<>(List.of(process.toHandle()));
    family.addAll(process.descendants().toList());
    return family;
  }

  private void signal(String signal, List<ProcessHandle> processes) {
    String pids =
        processes.stream()
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.joining(" "));
    // The shell's own kill, because not every machine has one as a program. Children come and go,
    // so that one of them is gone already is no failure.
    if (!Commands.work(List.of("sh", "-c"), "kill -" + signal + " " + pids) && !isAlive()) {
      throw new EngineException(name + " has ended, so it takes no signal " + signal);
    }
  }

  /** Processor time that it and its children used; without those that have ended. */
  Duration processorTime() {
    return family().stream()
        .map(member -> member.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** What it printed, for messages. */
  public String printed() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return output + " can't be read: " + e;
    }
  }
}
