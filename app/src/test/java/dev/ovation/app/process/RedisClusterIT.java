package dev.ovation.app.process;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.core.figures.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes are written to while slots of a Redis Cluster move and a master is killed. Afterwards
 * every answered write is there, every other one once or not at all, and counts are rows. What was
 * answered meanwhile is printed. A failure names its seed. All else that fails is left to the
 * torture, whose proxies a Redis Cluster goes around: it tells addresses of its own.
 */
@Tag("long")
class RedisClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  private final CrashModel model = new CrashModel();
  private int round;

  @Test
  void nothingAnsweredIsLostWhileMastersOfARedisClusterFailAndSlotsMove() throws Exception {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    Duration away = Duration.ofSeconds(10);
    try (ClusterEngines engines = ClusterEngines.startWithRedisCluster(directory);
        ServerProcess first = engines.node();
        ServerProcess second = engines.node();
        ApiClient client = first.client();
        Fleet fleet = new Fleet()) {
      fleet.add(first);
      fleet.add(second);
      Rounds rounds = new Rounds(client, fleet, new SplittableRandom(seed), seed);
      SlotMove move = new SlotMove(engines.redisMasters());
      rounds.run("slots of all partitions moved", away, move::moveAll);
      rounds.run(
          "a Redis master killed, its replica takes over",
          away,
          engines.redisMasters().getLast()::kill);
    }
  }

  private interface Fault {
    void happen() throws Exception;
  }

  private final class Rounds {
    private final ApiClient client;
    private final Fleet fleet;
    private final SplittableRandom random;
    private final long seed;

    Rounds(ApiClient client, Fleet fleet, SplittableRandom random, long seed) {
      this.client = client;
      this.fleet = fleet;
      this.random = random;
      this.seed = seed;
    }

    void run(String name, Duration away, Fault begins) throws Exception {
      round++;
      CrashWriters writers = new CrashWriters(fleet, model, round, 200);
      writers.start(random.split());
      writers.awaitAnswers();
      fleet.tally();
      begins.happen();
      // The writers go on meanwhile: that is what is watched.
      writers.runFor(away);
      var during = fleet.tally();
      long endedNanos = System.nanoTime();
      Eventually.holds("writes are answered", PATIENCE, this::writes);
      long answeredMillis = (System.nanoTime() - endedNanos) / 1_000_000;
      writers.stop();
      writers.join();
      Eventually.holds("the ledger has caught up, and is read", PATIENCE, this::ledgerHasAll);
      long healthyMillis = (System.nanoTime() - endedNanos) / 1_000_000;
      Figures.tell(
          name,
          "seed %d, for %d s: %s; answered again after %d ms, caught up after %d ms",
          seed,
          away.toSeconds(),
          during,
          answeredMillis,
          healthyMillis);
      new CrashCheck(client, model, "seed " + seed + ", " + name).run();
    }

    private boolean writes() throws IOException, InterruptedException {
      ApiResponse put = client.send("PUT", "/v1/targets/video:0/like/probe" + round, null);
      return put.isOk();
    }

    private boolean ledgerHasAll() throws IOException, InterruptedException {
      for (int t = 0; t < CrashWriters.TARGETS; t++) {
        if (!ClusterIT.isProjected(client, "video:" + t)
            || !client.get("/v1/targets/video:" + t).isOk()) {
          return false;
        }
      }
      return true;
    }
  }
}
