package dev.ovation.proof.torture;

import dev.ovation.engines.FreePorts;
import dev.ovation.proof.torture.load.Clients;
import dev.ovation.proof.torture.load.Nodes;
import dev.ovation.proof.torture.machine.Built;
import dev.ovation.proof.torture.machine.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One process with its files, which is killed, paused, killed while it starts, and stopped, at
 * moments that the seed chooses, and always comes back on the same files. Every cycle ends with a
 * process that is new, so nothing of an earlier one can change anything after it.
 */
final class EmbeddedTorture implements Torture {
  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final int LOAD_MILLIS_MIN = 200;
  private static final int LOAD_MILLIS_MAX = 3_000;

  private final Node node;
  private final Nodes nodes;
  private final Rounds rounds;
  private final Clients.Load load;
  private final SplittableRandom random;

  /** What is done to the process. */
  enum Fault {
    KILL("kill -9"),
    PAUSE("paused, then kill -9"),
    KILL_WHILE_STARTING("kill -9, and again while it starts"),
    STOP("stopped in order under load");

    private final String text;

    Fault(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  EmbeddedTorture(
      Built built, Path directory, Clients.Load load, Rounds rounds, SplittableRandom random)
      throws IOException, InterruptedException {
    this.load = load;
    this.rounds = rounds;
    this.random = random;
    int partitions = 1 + random.nextInt(4);
    this.node =
        new Node(
            built,
            "node",
            FreePorts.findPair(1),
            List.of(
                "--data",
                directory.resolve("data").toString(),
                "--set",
                "log.partitions=" + partitions),
            directory);
    this.nodes = new Nodes(List.of(node.port()), PATIENCE);
    node.start();
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public void cycle() throws IOException, InterruptedException {
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    try (Round round = rounds.begin(fault.toString(), nodes)) {
      round.startClients(load, random);
      Thread.sleep(between(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX));
      round.faultBegins();
      apply(fault);
      round.faultEnds();
      round.stopClients();
      if (fault == Fault.KILL_WHILE_STARTING) {
        killWhileStarting();
      }
      round.restarting();
      node.start();
      round.answersAgain();
      round.isHealthy();
      round.lookAndCheck(true);
    }
  }

  private void apply(Fault fault) throws InterruptedException {
    switch (fault) {
      case KILL, KILL_WHILE_STARTING -> node.kill();
      case PAUSE -> {
        node.pause();
        Thread.sleep(between(50, 1_500));
        node.resume();
        Thread.sleep(between(1, 500));
        node.kill();
      }
      case STOP -> node.stop();
    }
  }

  private void killWhileStarting() throws InterruptedException {
    int times = 1 + random.nextInt(2);
    for (int i = 0; i < times; i++) {
      node.launch();
      Thread.sleep(between(50, 1_200));
      node.kill();
    }
  }

  private long between(int min, int max) {
    return random.nextInt(min, max);
  }

  @Override
  public void close() {
    node.close();
  }
}
