package dev.ovation.bench;

import dev.ovation.bench.BenchMain.LoadOptions;
import dev.ovation.bench.LoadDriver.Result;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The benchmarks that need the cluster profile's engines: {@code ./ovation cluster up}. */
final class ClusterCommands {
  private ClusterCommands() {}

  /** Where PostgreSQL is. */
  static final class PostgresOptions {
    @Option(
        names = "--postgres",
        defaultValue = "jdbc:postgresql://127.0.0.1:5432/ovation",
        description = "the database, in which schemas are made")
    String url = "";

    @Option(
        names = "--postgres-user",
        defaultValue = "ovation",
        description = "may make schemas, needs no password")
    String user = "";

    BenchSchema schema() {
      return new BenchSchema(url, user);
    }
  }

  @Command(
      name = "old-way",
      mixinStandardHelpOptions = true,
      description =
          "A server that likes in a PostgreSQL transaction and a Redis update a request; runs until"
              + " stopped.")
  static final class OldWayCommand implements Callable<Integer> {
    @Mixin private final PostgresOptions postgres = new PostgresOptions();

    @Option(names = "--redis", defaultValue = "redis://127.0.0.1:6379", description = "the cache")
    String redis = "";

    @Option(
        names = "--pool",
        defaultValue = "16",
        description = "connections to PostgreSQL; 8, 16 and 32 are worth a try")
    int pool;

    @Option(names = "--port", defaultValue = "8895", description = "where to listen")
    int port;

    @Override
    public Integer call() throws SQLException, InterruptedException {
      try (BenchSchema schema = postgres.schema()) {
        schema.make(OldWayStore.TABLES);
        Thread ending = Thread.ofPlatform().unstarted(() -> drop(schema));
        // It is stopped by a signal, and must not leave its tables behind.
        Runtime.getRuntime().addShutdownHook(ending);
        try (OldWayServer _ =
            new OldWayServer(new OldWayStore(schema.server(), redis, pool), port)) {
          System.out.println("old way on http://127.0.0.1:" + port);
          new CountDownLatch(1).await();
        }
      }
      return 0;
    }

    private static void drop(BenchSchema schema) {
      try {
        schema.close();
      } catch (SQLException e) {
        System.err.println("left behind: schema " + schema.server().schema() + ": " + e);
      }
    }
  }

  @Command(
      name = "redis-script",
      mixinStandardHelpOptions = true,
      description = "Redis alone: a script with state, count and stream, in closed loops.")
  static final class RedisScriptCommand implements Callable<Integer> {
    @Option(names = "--redis", defaultValue = "redis://127.0.0.1:6379", description = "the server")
    String redis = "";

    @Mixin private final LoadOptions load = new LoadOptions();

    @Override
    public Integer call() throws InterruptedException {
      Result result = new RedisScriptLoad(load.load(redis)).run();
      BenchMain.print(System.out, "script", result);
      return result.ok() > 0 && result.failed() == 0 ? 0 : 1;
    }
  }

  @Command(
      name = "cluster",
      mixinStandardHelpOptions = true,
      description =
          "The cluster profile beside the old way and Redis alone, in turns over the same engines."
              + " Topics and keys that it makes stay there.")
  static final class ClusterCommand implements Callable<Integer> {
    @Mixin private final PostgresOptions postgres = new PostgresOptions();
    @Mixin private final LoadOptions load = new LoadOptions();

    @Option(names = "--redis", defaultValue = "127.0.0.1:6379", description = "host:port")
    String redis = "";

    @Option(names = "--kafka", defaultValue = "127.0.0.1:9092", description = "host:port")
    String kafka = "";

    @Option(names = "--pool", defaultValue = "16", description = "the old way's connections")
    int pool;

    @Option(names = "--rounds", defaultValue = "3", description = "turns of each")
    int rounds;

    @Override
    public Integer call() throws Exception {
      ClusterComparison.Engines engines =
          new ClusterComparison.Engines(postgres.url, postgres.user, redis, kafka, pool);
      return new ClusterComparison(engines, load, System.out).run(rounds) ? 0 : 1;
    }
  }
}
