package dev.ovation.adapters.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process that dies with this one, whatever ends it. Thread-safe.
 *
 * <p>The kernel kills it when the <em>thread</em> that started it ends, so all are started from one
 * thread that lives as long as this process. Its output goes to a file.
 */
public final class EngineProcess {
  /** A daemon, so that it does not keep the process alive. */
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("engine starter").factory());

  private final Process process;
  private final Path output;

  private EngineProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a command, its output going to a file.
   *
   * @throws IOException when it can't be started, for example because setpriv is missing
   */
  public static EngineProcess start(List<String> command, Path output) throws IOException {
    List<String> tied = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    tied.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(tied)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    try {
      Process process =
          CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      return builder.start();
                    } catch (IOException e) {
                      throw new CompletionException(e);
                    }
                  },
                  STARTER)
              .join();
      return new EngineProcess(process, output);
    } catch (CompletionException e) {
      throw new IOException(command.getFirst() + " could not be started", e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks the process to end and waits; kills it when it has not ended in time. */
  public void stop(Duration patience) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  /** Ends the process at once, as a crash would, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends the process at once, without waiting. */
  void close() {
    process.destroyForcibly();
  }

  /** Stops the process from running without ending it: connections stay, nothing answers. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets a paused process go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("process " + process.pid() + " took no signal " + name);
    }
  }

  /** The last lines of its output, for messages. */
  public String tail(int lines) throws IOException {
    List<String> all = Files.readAllLines(output);
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }
}
