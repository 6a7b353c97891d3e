package dev.ovation.adapters.redis;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.LastingPlaces;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.RedisCluster;
import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures of decision 023: run {@code main} with {@code single} or {@code cluster} and the
 * number of operations. Client and servers share the machine.
 */
final class Measurement {
  private static final int PARTITIONS = 64;
  private static final int TARGETS = 10_000;
  private static final int ACTORS = 100_000;
  private static final int IN_FLIGHT = 64;
  private static final int SUMMARIES_IN_FLIGHT = 4;
  private static final int SUMMARY = 200;

  /** Asked for the processor time that it used; null where there are several. */
  private static @Nullable RedisServer single;

  private Measurement() {}

  /** Arguments: single or cluster, and the number of operations. */
  public static void main(String[] arguments) throws Exception {
    int operations = Integer.parseInt(arguments[1]);
    Path directory = Files.createTempDirectory("redis-measurement");
    if (arguments[0].equals("cluster")) {
      try (RedisCluster cluster = RedisCluster.start(directory, 3, 0)) {
        measure(cluster.uris(), operations);
      }
    } else {
      try (RedisServer server = RedisServer.start(directory)) {
        single = server;
        measure(List.of(server.uri()), operations);
      }
    }
  }

  private static TargetKind target(int number) {
    return new TargetKind(new Target("default", "video", "v" + number), "like");
  }

  private static RegisterEvent event(int number) {
    int actor = (int) (number * 2654435761L % ACTORS);
    Interaction interaction = new Interaction(target(number % TARGETS), "user-" + actor);
    long version = Version.atMillis(Version.EPOCH_MILLIS + number, 1);
    return new RegisterEvent(interaction, "like", version, Version.millis(version));
  }

  private static void measure(List<String> uris, int operations) throws Exception {
    Partitioner partitioner = new Partitioner(PARTITIONS);
    try (RedisHotStore store =
        new RedisHotStore(partitioner, RedisSettings.of(uris), TimeSource.SYSTEM)) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        Standing.Vacant vacancy = (Standing.Vacant) store.standing(partition).get();
        LastingPlaces.create(store, partition, vacancy, new Place(1, 0, 0), List.of()).get();
      }
      run(
          "fill a base",
          TARGETS,
          IN_FLIGHT,
          i ->
              store.fillBase(
                  target(i), new BaseSnapshot(Counts.of(Map.of("like", 100L)), 0, 0, 0)));
      run(
          "apply (warm-up)",
          operations / 4,
          IN_FLIGHT,
          i -> store.apply(event(i), i + 1L, Row.NONE, 0, false));
      run(
          "apply",
          operations,
          IN_FLIGHT,
          i -> store.apply(event(i + operations), i + operations + 1L, Row.NONE, 0, false));
      run(
          "read one",
          operations,
          IN_FLIGHT,
          i -> store.read(List.of(new HotQuery(target(i % TARGETS), "user-" + i % ACTORS))));
      run("read " + SUMMARY, operations / 40, SUMMARIES_IN_FLIGHT, i -> store.read(summary(i)));
      confirm(store, partitioner, operations);
    }
  }

  private static List<HotQuery> summary(int number) {
    List<HotQuery> queries = new ArrayList<>();
    for (int i = 0; i < SUMMARY; i++) {
      queries.add(new HotQuery(target((number * SUMMARY + i * 37) % TARGETS), "user-" + i));
    }
    return queries;
  }

  /** Confirms all that was applied in one commit of each partition. */
  private static void confirm(RedisHotStore store, Partitioner partitioner, int operations)
      throws Exception {
    Map<Integer, Map<TargetKind, List<KeyedRow>>> touched = new HashMap<>();
    for (int i = 0; i < operations; i++) {
      RegisterEvent event = event(i + operations);
      Row row = new Row("like", event.version(), event.atMillis(), 1);
      touched
          .computeIfAbsent(partitioner.ofRegisters(event.target()), p -> new HashMap<>())
          .computeIfAbsent(event.targetKind(), t -> new ArrayList<>())
          .add(new KeyedRow(event.entryKey(), row));
    }
    long started = System.nanoTime();
    for (var partition : touched.entrySet()) {
      Commit commit = new Commit(partition.getKey(), 0, 1, 3L * operations, 1, 0);
      List<TargetConfirm> targets = new ArrayList<>();
      partition
          .getValue()
          .forEach(
              (target, rows) ->
                  targets.add(
                      new TargetConfirm(target, Counts.of(Map.of("like", 7L)), rows, List.of())));
      store.confirmTargets(commit, targets).get();
      store.confirmPlace(commit).get();
    }
    report("confirm a row", operations, System.nanoTime() - started);
  }

  private static void report(String what, int operations, long nanos) {
    System.out.printf("%-16s %8.0f/s%n", what, operations * 1e9 / nanos);
  }

  /** Processor time of the server so far, in seconds: it does not depend on what else runs here. */
  private static double serverSeconds() throws IOException {
    RedisServer server = single;
    if (server == null) {
      return 0;
    }
    return String.valueOf(server.command("INFO", "cpu"))
        .lines()
        .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
        .sum();
  }

  /** A fixed number of operations in flight, each of which starts the next when it is done. */
  private static void run(
      String what, int operations, int inFlight, IntFunction<CompletableFuture<?>> operation)
      throws InterruptedException, IOException {
    double before = serverSeconds();
    long[] latencies = new long[operations];
    AtomicInteger next = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(operations);
    long started = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      step(next, latencies, left, operation);
    }
    left.await();
    report(what, operations, System.nanoTime() - started);
    Arrays.sort(latencies);
    System.out.printf(
        "%-16s p50 %.2f ms, p99 %.2f ms, %.1f us of the server's processor each%n",
        "",
        latencies[operations / 2] / 1e6,
        latencies[operations * 99 / 100] / 1e6,
        1e6 * (serverSeconds() - before) / operations);
  }

  private static void step(
      AtomicInteger next,
      long[] latencies,
      CountDownLatch left,
      IntFunction<CompletableFuture<?>> operation) {
    int number = next.getAndIncrement();
    if (number >= latencies.length) {
      return;
    }
    long began = System.nanoTime();
    var _ =
        operation
            .apply(number)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    System.err.println("operation " + number + " failed: " + failure);
                  }
                  latencies[number] = System.nanoTime() - began;
                  left.countDown();
                  step(next, latencies, left, operation);
                });
  }
}
