package dev.ovation.proof.torture;

import dev.ovation.proof.torture.load.Clients;
import dev.ovation.proof.torture.load.Nodes;
import dev.ovation.proof.torture.machine.Built;
import dev.ovation.proof.torture.machine.Cluster;
import dev.ovation.proof.torture.machine.Faults.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Nodes over real engines, which are killed, paused and cut off in turn, each for a while, at
 * moments that the seed chooses.
 */
final class ClusterTorture implements Torture {
  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final int NODES = 2;
  private static final int AWAY_MILLIS_MIN = 500;
  private static final int AWAY_MILLIS_MAX = 8_000;

  private final Cluster cluster;
  private final Nodes nodes;
  private final Rounds rounds;
  private final Clients.Load load;
  private final SplittableRandom random;
  private final List<Fault> faults;
  private final List<Fault> deck = new ArrayList<>();
  private final @Nullable Duration away;

  /**
   * What is to be done.
   *
   * @param faults each has its turn before one has its second
   * @param away how long each lasts; null for different times
   */
  record Choice(List<Fault> faults, @Nullable Duration away, int brokers) {
    Choice {
      faults = List.copyOf(faults);
    }
  }

  ClusterTorture(
      Built built,
      Path directory,
      Clients.Load load,
      Rounds rounds,
      SplittableRandom random,
      Choice choice)
      throws IOException, InterruptedException {
    this.load = load;
    this.rounds = rounds;
    this.random = random;
    this.away = choice.away();
    this.cluster = Cluster.start(built, directory, choice.brokers(), NODES);
    this.nodes =
        new Nodes(
            cluster.members().stream().map(member -> member.node().port()).toList(), PATIENCE);
    this.faults = choice.faults();
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public void cycle() throws IOException, InterruptedException {
    Fault fault = draw();
    try (Round round = rounds.begin(fault.name(), nodes)) {
      round.startClients(load, random);
      Thread.sleep(random.nextInt(300, 1_500));
      round.faultBegins();
      fault.begins().run(cluster);
      Thread.sleep(away == null ? awayMillis() : away.toMillis());
      round.faultEnds();
      fault.ends().run(cluster);
      cluster.awaitAnswers();
      round.answersAgain();
      cluster.awaitUp();
      cluster.awaitProjected(round.playground().targets());
      round.isHealthy();
      round.stopClients();
      cluster.awaitProjected(round.playground().targets());
      round.lookAndCheck(false);
    }
  }

  private int awayMillis() {
    return random.nextInt(AWAY_MILLIS_MIN, AWAY_MILLIS_MAX);
  }

  private Fault draw() {
    if (deck.isEmpty()) {
      deck.addAll(faults);
    }
    return deck.remove(random.nextInt(deck.size()));
  }

  @Override
  public void close() throws IOException {
    cluster.close();
  }
}
