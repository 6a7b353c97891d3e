package dev.ovation.adapters.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that the kernel kills when this process dies, however it dies. The kernel counts
 * the death of the <em>thread</em> that started them, so one thread starts them all and lives as
 * long as this object. Thread-safe.
 */
public final class EngineStarter implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("engine starter").daemon().factory());

  /**
   * Starts a command.
   *
   * @param output where both of its streams are appended; inherited streams would corrupt those of
   *     whoever started us
   * @throws EngineException when it can't be started
   */
  public Process start(List<String> command, Path output) {
    List<String> bound = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    bound.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(bound)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    try {
      return thread.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new EngineException("can't start " + bound + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while starting " + bound, e);
    }
  }

  /** Sends a signal, for example {@code STOP}, to processes; those that are gone are left out. */
  static void signal(String name, List<ProcessHandle> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.stream()
        .filter(ProcessHandle::isAlive)
        .forEach(process -> command.add(Long.toString(process.pid())));
    if (command.size() == 2) {
      return;
    }
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new EngineException("can't run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while waiting for " + command, e);
    }
  }

  /** Ends the thread, and with it every process that it started. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
