package dev.ovation.bench;

import dev.ovation.adapters.postgres.PostgresLedger;
import dev.ovation.adapters.postgres.PostgresSettings;
import dev.ovation.adapters.redis.RedisHotStore;
import dev.ovation.adapters.redis.RedisSettings;
import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LedgerSettings;
import dev.ovation.adapters.sqlite.LogObserver;
import dev.ovation.adapters.sqlite.LogSettings;
import dev.ovation.adapters.sqlite.SqliteEventLog;
import dev.ovation.adapters.sqlite.SqliteLedger;
import dev.ovation.bench.ProjectorBench.Steps;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.PlaceTerm;
import dev.ovation.core.projection.Projector;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./ovation bench projector}: how fast a backlog drains, into SQLite or PostgreSQL. */
@Command(
    name = "projector",
    mixinStandardHelpOptions = true,
    description =
        "How fast a backlog drains into the ledger: SQLite's, or that of a PostgreSQL server.")
final class ProjectorCommand implements Callable<Integer> {
  private static final int REPORT_EVENTS = 100_000;
  private static final long RENEW_MILLIS = 500;

  @Option(names = "--events", defaultValue = "1000000", description = "how many")
  int events;

  @Option(names = "--actors", defaultValue = "100000", description = "different actors")
  int actors;

  @Option(names = "--targets", defaultValue = "50000", description = "different targets")
  int targets;

  @Option(names = "--batch", defaultValue = "50000", description = "events a transaction")
  int batch;

  @Option(
      names = "--partitions",
      defaultValue = "1",
      description = "partitions of the log, each projected by a thread of its own")
  int partitions;

  @Option(names = "--seed", defaultValue = "1", description = "of actors and targets")
  long seed;

  @Mixin private final LedgerOptions ledgers = new LedgerOptions();

  @Option(
      names = "--redis",
      description = "redis://…, an empty server; with --postgres, confirms to it as a node does")
  @Nullable String redis;

  private final TimeSource time = TimeSource.SYSTEM;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    LogSettings settings = LogSettings.defaults().withPartitions(partitions);
    try (TemporaryFolder folder = new TemporaryFolder();
        DataDirectory directory = DataDirectory.open(folder.path());
        SqliteEventLog log = SqliteEventLog.open(directory, settings, new LogObserver() {}, time)) {
      if (ledgers.postgres == null) {
        try (SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults())) {
          run(log, inProcess(log, ledger));
        }
      } else {
        try (BenchSchema schema = new BenchSchema(ledgers.postgres, ledgers.user);
            PostgresLedger ledger =
                PostgresLedger.open(PostgresSettings.of(schema.server(), partitions), time)) {
          run(log, ledger);
        }
      }
    }
    return 0;
  }

  private void run(EventLog log, PostgresLedger ledger) throws InterruptedException {
    if (redis == null) {
      run(log, inProcess(log, ledger));
      return;
    }
    try (RedisHotStore hot =
            new RedisHotStore(new Partitioner(partitions), RedisSettings.of(List.of(redis)), time);
        ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor()) {
      PlaceKeeper keeper = new PlaceKeeper(hot, time, PlaceTerm.STANDARD);
      var _ =
          renewing.scheduleAtFixedRate(
              keeper::renew, RENEW_MILLIS, RENEW_MILLIS, TimeUnit.MILLISECONDS);
      ClusterProjector.Ports ports =
          new ClusterProjector.Ports(
              log,
              ledger,
              hot,
              Kinds.standard(),
              time,
              keeper,
              new Partitioner(partitions),
              new CheckpointPace(Duration.ofDays(1), 1),
              ProjectionListener.NONE);
      run(log, partition -> new ClusterProjector(partition, ports, batch)::step);
      renewing.shutdownNow();
    }
  }

  private IntFunction<Steps> inProcess(EventLog log, Ledger ledger) {
    MemoryHotStore hot =
        new MemoryHotStore(
            new Partitioner(partitions),
            new MemoryHotStore.Limits(64L << 20, 64L << 20, 1L << 40, 10_000));
    Projector.Ports ports = new Projector.Ports(log, ledger, hot, Kinds.standard(), time);
    return partition -> new Projector(partition, ports, batch)::step;
  }

  private void run(EventLog log, IntFunction<Steps> projectors) throws InterruptedException {
    ProjectorBench.Plan plan =
        ProjectorBench.Plan.atRandom(events, REPORT_EVENTS, actors, targets, seed);
    List<Steps> all = IntStream.range(0, partitions).mapToObj(projectors).toList();
    new ProjectorBench(plan, log, all, time, System.out).run();
  }
}
