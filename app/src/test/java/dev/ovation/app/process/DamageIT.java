package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import dev.ovation.core.figures.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody damages a ledger by hand, at random, while writes go on, also to what is damaged. All of
 * it is found and mended to what it was, and nothing else is called wrong. Times are printed, and a
 * failure names its seed.
 */
class DamageIT {
  private static final int ACTORS = 50;
  private static final int BATCH = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @TempDir private Path data;

  @Test
  void aFewDamagesAreAllMended() throws Exception {
    damage(
        new Plan(400, 40, 200, Duration.ofSeconds(60)),
        "--set",
        "consistency.sweep-interval=1s",
        "--set",
        "consistency.sweep-rate=200000");
  }

  /** With the settings that everybody has, but for the rate of the pass over everything. */
  @Test
  @Tag("long")
  void aThousandDamagesAmongAMillionRowsAreAllMended() throws Exception {
    damage(new Plan(20_000, 1_000, 1_000, PATIENCE), "--set", "consistency.sweep-rate=100000");
  }

  /**
   * How much.
   *
   * @param targets each with {@link #ACTORS} rows
   * @param damages of different targets
   * @param writesPerSecond meanwhile
   */
  private record Plan(int targets, int damages, int writesPerSecond, Duration patience) {}

  private void damage(Plan plan, String... settings) throws Exception {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    Figures.tell(
        "damage by hand",
        "seed %d, %,d rows, %,d damages",
        seed,
        plan.targets * ACTORS,
        plan.damages);
    try (ServerProcess server = ServerProcess.start(data, settings);
        ApiClient client = server.client();
        DamagedLedger ledger = new DamagedLedger(data)) {
      fill(client, plan.targets);
      assertThat(client.send("PUT", "/v1/targets/other:1/like/stranger", null).isOk()).isTrue();
      Eventually.holds("the last is in the ledger", PATIENCE, () -> ledger.knows("stranger"));
      List<Integer> chosen = chosen(random, plan);
      Map<Integer, Map<String, String>> before = ledger.state(chosen);
      try (Writers writers = new Writers(server, plan, random.split(), chosen)) {
        Map<Integer, String> planted = new LinkedHashMap<>();
        long plantedMillis = System.currentTimeMillis();
        for (int target : chosen) {
          planted.put(target, ledger.damage(random, target));
        }
        // What was put in by hand is in nobody's marks; the rest is found before.
        ApiResponse sweep = client.send("POST", "/consistency/check", Map.of());
        assertThat(sweep.status()).as(sweep.body()).isEqualTo(202);
        awaitMended(ledger, planted, plan.patience, seed);
        tell(planted, ledger.mended(), plantedMillis, writers);
        assertThat(writers.answered()).as("seed %d: writes meanwhile", seed).isPositive();
      }
      Eventually.holds(
          "every row is what it was (seed " + seed + ")",
          Duration.ofSeconds(30),
          () -> ledger.state(chosen).equals(before));
      assertThat(chosen).as("seed %d: only what was damaged", seed).containsAll(ledger.cases());
      for (int target : chosen.subList(0, Math.min(20, chosen.size()))) {
        ApiResponse check =
            client.send("POST", "/consistency/check", Map.of("target", "video:" + target));
        assertThat(check.json().isTrue("consistent")).as("seed %d %s", seed, check.body()).isTrue();
      }
    }
  }

  private static void fill(ApiClient client, int targets) throws IOException, InterruptedException {
    List<Map<String, String>> operations = new ArrayList<>();
    for (int target = 0; target < targets; target++) {
      for (int actor = 0; actor < ACTORS; actor++) {
        operations.add(
            Map.of(
                "op",
                "set",
                "target",
                "video:" + target,
                "kind",
                "reaction",
                "actor",
                "u" + actor,
                "value",
                actor % 3 == 0 ? "love" : "haha"));
      }
      // A tombstone that somebody may bring back.
      operations.add(
          Map.of(
              "op", "set",
              "target", "video:" + target,
              "kind", "reaction",
              "actor", "gone",
              "value", "sad"));
      operations.add(
          Map.of("op", "unset", "target", "video:" + target, "kind", "reaction", "actor", "gone"));
      if (operations.size() > BATCH - ACTORS - 2) {
        send(client, operations);
      }
    }
    send(client, operations);
  }

  private static void send(ApiClient client, List<Map<String, String>> operations)
      throws IOException, InterruptedException {
    if (!operations.isEmpty()) {
      ApiResponse answer =
          client.send("POST", "/v1/interactions", Map.of("operations", operations));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      operations.clear();
    }
  }

  private static List<Integer> chosen(SplittableRandom random, Plan plan) {
    Map<Integer, Boolean> chosen = new LinkedHashMap<>();
    while (chosen.size() < plan.damages) {
      chosen.put(random.nextInt(plan.targets), true);
    }
    return List.copyOf(chosen.keySet());
  }

  private static void awaitMended(
      DamagedLedger ledger, Map<Integer, String> planted, Duration patience, long seed)
      throws IOException, InterruptedException {
    Map<Integer, String> left = new LinkedHashMap<>(planted);
    Eventually.holds(
        () -> "seed %d: mended is all but %s of the cases %s".formatted(seed, left, ledger.cases()),
        patience,
        () -> {
          left.keySet().removeAll(ledger.mended().keySet());
          return left.isEmpty();
        });
  }

  private static void tell(
      Map<Integer, String> planted,
      Map<Integer, DamagedLedger.Case> mended,
      long plantedMillis,
      Writers writers) {
    Map<String, List<Long>> found = new TreeMap<>();
    List<Long> toRepair = new ArrayList<>();
    planted.forEach(
        (target, what) -> {
          DamagedLedger.Case one = mended.get(target);
          if (one != null) {
            found
                .computeIfAbsent(what, w -> new ArrayList<>())
                .add(one.foundMillis() - plantedMillis);
            toRepair.add(one.closedMillis() - one.foundMillis());
          }
        });
    found.forEach(
        (what, millis) ->
            Figures.tell(
                "damage by hand",
                "%s: %,d found after %,d to %,d ms",
                what,
                millis.size(),
                min(millis),
                max(millis)));
    Figures.tell(
        "damage by hand",
        "mended %,d, each %,d to %,d ms after it was found; meanwhile %,d writes answered, %,d not",
        toRepair.size(),
        min(toRepair),
        max(toRepair),
        writers.answered(),
        writers.refused());
  }

  private static long min(List<Long> millis) {
    return millis.stream().mapToLong(Long::longValue).min().orElse(0);
  }

  private static long max(List<Long> millis) {
    return millis.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** They write at a rate, half of it to what is damaged, as actors of their own. */
  private static final class Writers implements AutoCloseable {
    private static final int THREADS = 4;

    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Long>> running = new ArrayList<>();

    Writers(ServerProcess server, Plan plan, SplittableRandom random, List<Integer> chosen) {
      long pause = THREADS * 1_000_000_000L / plan.writesPerSecond;
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom of = random.split();
        running.add(threads.submit(() -> run(server, plan.targets, of, chosen, pause)));
      }
    }

    /** Tells how many writes it made. */
    private long run(
        ServerProcess server,
        int targets,
        SplittableRandom random,
        List<Integer> chosen,
        long pauseNanos)
        throws InterruptedException, UnreachableException {
      try (ApiClient client = server.client()) {
        long due = System.nanoTime();
        long writes = 0;
        while (!done.get()) {
          int target =
              random.nextBoolean()
                  ? chosen.get(random.nextInt(chosen.size()))
                  : random.nextInt(targets);
          String path = "/v1/targets/video:" + target + "/reaction/w" + random.nextInt(20);
          ApiResponse answer =
              random.nextInt(4) == 0
                  ? client.send("DELETE", path, null)
                  : client.send("PUT", path, Map.of("value", "wow"));
          (answer.isOk() ? answered : refused).incrementAndGet();
          writes++;
          due += pauseNanos;
          long early = due - System.nanoTime();
          if (early > 0) {
            Thread.sleep(Duration.ofNanos(early));
          }
        }
        return writes;
      }
    }

    long answered() {
      return answered.get();
    }

    long refused() {
      return refused.get();
    }

    @Override
    public void close() {
      done.set(true);
      try {
        for (Future<Long> each : running) {
          each.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        throw new AssertionError("a writer failed", e.getCause());
      } finally {
        threads.close();
      }
    }
  }
}
