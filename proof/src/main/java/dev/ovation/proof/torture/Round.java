package dev.ovation.proof.torture;

import dev.ovation.proof.torture.check.HistoryCheck;
import dev.ovation.proof.torture.check.HistoryCheck.Verdict;
import dev.ovation.proof.torture.check.Violation;
import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.History;
import dev.ovation.proof.torture.load.Clients;
import dev.ovation.proof.torture.load.LastLook;
import dev.ovation.proof.torture.load.Meter;
import dev.ovation.proof.torture.load.Nodes;
import dev.ovation.proof.torture.load.Playground;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One fault under load, from its begin until it was judged. Used by one thread. */
final class Round implements AutoCloseable {
  private final Rounds rounds;
  private final String fault;
  private final Nodes nodes;
  private final Playground playground;
  private final History history;
  private @Nullable Clients clients;
  private Meter.Phase during = new Meter.Phase();
  private long endedNanos;
  private long answeredMillis;
  private long healthyMillis;

  Round(Rounds rounds, String fault, Nodes nodes, Playground playground, Path file)
      throws IOException {
    this.rounds = rounds;
    this.fault = fault;
    this.nodes = nodes;
    this.playground = playground;
    this.history = new History(file);
  }

  Playground playground() {
    return playground;
  }

  void startClients(Clients.Load load, SplittableRandom random) {
    clients = Clients.start(load, nodes, history, rounds.meter(), playground, random.split());
  }

  void faultBegins() {
    rounds.meter().next();
  }

  void faultEnds() {
    during = rounds.meter().next();
    restarting();
  }

  /** From here on it is counted how long getting well takes. */
  void restarting() {
    endedNanos = System.nanoTime();
  }

  void answersAgain() {
    answeredMillis = (System.nanoTime() - endedNanos) / 1_000_000;
  }

  void isHealthy() {
    healthyMillis = (System.nanoTime() - endedNanos) / 1_000_000;
  }

  void stopClients() throws InterruptedException {
    Clients running = clients;
    clients = null;
    if (running != null) {
      running.stop();
    }
  }

  /**
   * Looks at everything, judges the history, and looks at an earlier round again.
   *
   * @param settled whether everybody who could still do an unanswered write is dead
   */
  void lookAndCheck(boolean settled) throws IOException, InterruptedException {
    List<Entry> end = new LastLook(nodes, history, playground).look();
    history.close();
    List<Violation> violations = new ArrayList<>(rounds.recheckOne(nodes));
    Verdict verdict = HistoryCheck.of(history.file());
    violations.addAll(verdict.violations());
    rounds.seals().add(playground, end, settled);
    rounds.ended(
        new Figures.Seen(fault, during, answeredMillis, healthyMillis, verdict, violations.size()),
        history.file(),
        violations);
  }

  @Override
  public void close() throws IOException {
    try {
      stopClients();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    history.close();
  }
}
