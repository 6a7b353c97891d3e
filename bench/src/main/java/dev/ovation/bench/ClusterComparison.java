package dev.ovation.bench;

import dev.ovation.bench.BenchMain.LoadOptions;
import dev.ovation.bench.LoadDriver.Load;
import dev.ovation.bench.LoadDriver.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The cluster profile beside the old way and beside Redis alone, in turns over the same engines:
 * each at full load, and the two services then at half of the peak that they have just shown.
 */
final class ClusterComparison {
  private final Engines engines;
  private final LoadOptions options;
  private final PrintStream out;

  private final List<Result> oldWay = new ArrayList<>();
  private final List<Result> oldWayHalf = new ArrayList<>();
  private final List<Result> script = new ArrayList<>();
  private final List<Result> cluster = new ArrayList<>();
  private final List<Result> clusterHalf = new ArrayList<>();

  /**
   * What everything runs over.
   *
   * @param postgres {@code jdbc:postgresql://…}
   * @param postgresUser may make schemas
   * @param redis {@code host:port}
   * @param kafka {@code host:port}
   * @param pool connections of the old way to PostgreSQL
   */
  record Engines(String postgres, String postgresUser, String redis, String kafka, int pool) {}

  ClusterComparison(Engines engines, LoadOptions options, PrintStream out) {
    this.engines = engines;
    this.options = options;
    this.out = out;
  }

  boolean run(int rounds) throws IOException, InterruptedException {
    for (int i = 0; i < rounds; i++) {
      both("old way", oldWay(), oldWay, oldWayHalf);
      Load load = options.load("redis://" + engines.redis());
      note("script", new RedisScriptLoad(load).run(), script);
      both("cluster", cluster(), cluster, clusterHalf);
    }
    table();
    return cluster.stream().allMatch(r -> r.failed() == 0);
  }

  private ServerProcess oldWay() throws IOException, InterruptedException {
    return ServerProcess.bench(
        "old-way",
        "--postgres=" + engines.postgres(),
        "--postgres-user=" + engines.postgresUser(),
        "--redis=redis://" + engines.redis(),
        "--pool=" + engines.pool());
  }

  /** With names that no run before can have left behind: each starts empty. */
  private ServerProcess cluster() throws IOException, InterruptedException {
    String name = String.format(Locale.ROOT, "bench_%x", System.nanoTime());
    List<String> words = new ArrayList<>(List.of("--profile", "cluster"));
    for (String setting :
        List.of(
            "postgres.url=" + engines.postgres(),
            "postgres.user=" + engines.postgresUser(),
            "postgres.schema=" + name,
            "redis.servers=[\"" + engines.redis() + "\"]",
            "redis.namespace=" + name,
            "kafka.servers=[\"" + engines.kafka() + "\"]",
            "kafka.topic-prefix=" + name)) {
      words.addAll(List.of("--set", setting));
    }
    return ServerProcess.serve(words.toArray(String[]::new));
  }

  private void both(String name, ServerProcess started, List<Result> full, List<Result> half)
      throws IOException, InterruptedException {
    try (ServerProcess server = started) {
      Load load = options.load(server.url());
      Result peak = new LoadDriver(load).run();
      note(name, peak, full);
      note(name + " ½", new LoadDriver(load.at(peak.perSecond() / 2)).run(), half);
    }
  }

  private void note(String name, Result result, List<Result> all) {
    BenchMain.print(out, name, result);
    all.add(result);
  }

  private void table() {
    double old = rate(oldWay);
    double least = rate(script);
    out.println("medians           writes/s   p50 ms   p99 ms   × old way   × script");
    row("old way", oldWay, old, least);
    row("  at half of it", oldWayHalf, old, least);
    row("script alone", script, old, least);
    row("cluster", cluster, old, least);
    row("  at half of it", clusterHalf, old, least);
  }

  private void row(String name, List<Result> results, double old, double least) {
    out.printf(
        "%-16s %,9.0f %8.2f %8.2f %11.2f %10.2f%n",
        name,
        rate(results),
        Comparison.median(results.stream().map(Result::p50).toList()),
        Comparison.median(results.stream().map(Result::p99).toList()),
        rate(results) / old,
        rate(results) / least);
  }

  private static double rate(List<Result> results) {
    return Comparison.median(results.stream().map(Result::perSecond).toList());
  }
}
