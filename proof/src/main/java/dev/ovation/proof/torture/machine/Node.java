package dev.ovation.proof.torture.machine;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.EngineProcess;
import dev.ovation.proof.torture.http.Answers;
import dev.ovation.proof.torture.http.Answers.Fields;
import dev.ovation.proof.torture.http.HttpConnection;
import dev.ovation.proof.torture.http.HttpConnection.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code ovation serve} on a port that it keeps over restarts. It dies with this process. Used by
 * one thread.
 */
public final class Node implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofSeconds(90);
  private static final Duration STOP_MAX = Duration.ofSeconds(60);
  private static final Duration ASK_MAX = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofMillis(10);

  private final String name;
  private final int port;
  private final List<String> command;
  private final Path output;
  private @Nullable EngineProcess process;

  /**
   * @param name for messages, and for the file of what it prints
   * @param options of {@code serve}
   */
  public Node(Built built, String name, int port, List<String> options, Path directory)
      throws IOException {
    this.name = name;
    this.port = port;
    this.command = new ArrayList<>(built.node());
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(options);
    this.output = directory.resolve(name + ".txt");
  }

  public int port() {
    return port;
  }

  /** Starts it and does not wait. */
  public void launch() {
    process = EngineProcess.start(name, command, output);
  }

  /** Starts it and waits until it is ready. */
  public void start() throws InterruptedException {
    launch();
    long deadline = System.nanoTime() + READY_MAX.toNanos();
    while (!isReady()) {
      if (!running().isAlive() || System.nanoTime() - deadline > 0) {
        throw new EngineException(name + " is not ready: " + running().printed());
      }
      Thread.sleep(POLL);
    }
  }

  /** Whether it serves, degraded or not. */
  boolean isReady() {
    return health() != null;
  }

  /**
   * What keeps it from being well, for people; empty when nothing does. Alerts don't count: they
   * tell of the last minute, and this asks for now.
   */
  String amiss() {
    Fields health = health();
    if (health == null) {
      return name + " does not serve";
    }
    Fields components = health.object("components");
    return components.all().keySet().stream()
        .filter(component -> !component.equals("alerts"))
        .filter(component -> !components.object(component).text("status", "").equals("up"))
        .map(component -> name + "'s " + component + ": " + components.object(component).all())
        .collect(Collectors.joining("; "));
  }

  private @Nullable Fields health() {
    try (HttpConnection connection = new HttpConnection(port, ASK_MAX)) {
      Response response = connection.ask(HttpConnection.get("/health/ready"));
      return response.isOk() ? Answers.read(response.body()) : null;
    } catch (IOException e) {
      return null; // Not listening yet, or just dying.
    }
  }

  /**
   * Whether a write to each of some targets is answered now.
   *
   * @param targets that nothing else is done to
   */
  boolean answersWrites(List<String> targets) {
    String operations =
        targets.stream()
            .map(
                target ->
                    "{\"op\":\"add\",\"target\":\"%s\",\"kind\":\"share\",\"actor\":\"probe\"}"
                        .formatted(target))
            .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
    try (HttpConnection connection = new HttpConnection(port, ASK_MAX)) {
      Response response = connection.ask(HttpConnection.post("/v1/interactions", operations));
      return response.isOk()
          && Answers.read(response.body()).objects("results").stream()
              .allMatch(result -> result.number("status", 0) == 200);
    } catch (IOException e) {
      return false; // It does not answer in time.
    }
  }

  /** How far log and ledger are for a target, as this node sees it; null when it can't tell. */
  @Nullable Progress progress(String target) {
    try (HttpConnection connection = new HttpConnection(port, ASK_MAX)) {
      Response response = connection.ask(HttpConnection.get("/v1/targets/" + target + "/explain"));
      if (!response.isOk()) {
        return null;
      }
      Fields explained = Answers.read(response.body());
      Fields registers = explained.object("position");
      Fields counters = explained.object("counterPosition");
      return new Progress(
          registers.number("offset", -1) + 1,
          registers.number("logEnd", 0),
          counters.number("offset", -1) + 1,
          counters.number("logEnd", 0));
    } catch (IOException e) {
      return null; // It does not answer in time, so it is not well.
    }
  }

  /**
   * How far the ledger is in the log, and where that ends: for registers, and for counters where
   * they have a log of their own.
   */
  record Progress(long registers, long registersEnd, long counters, long countersEnd) {
    /** Whether the ledger has all that was in the log then. */
    boolean hasAllOf(Progress then) {
      return registers >= then.registersEnd && counters >= then.countersEnd;
    }
  }

  /** Kill -9. */
  public void kill() {
    running().kill();
  }

  public void pause() {
    running().pause();
  }

  public void resume() {
    running().resume();
  }

  /** Asks it to end, and waits. */
  public void stop() {
    running().stop("TERM", STOP_MAX);
  }

  private EngineProcess running() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process;
  }

  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
  }
}
