package dev.ovation.bench;

import dev.ovation.adapters.postgres.PostgresLedger;
import dev.ovation.adapters.postgres.PostgresSettings;
import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LedgerSettings;
import dev.ovation.adapters.sqlite.LogObserver;
import dev.ovation.adapters.sqlite.LogSettings;
import dev.ovation.adapters.sqlite.SqliteEventLog;
import dev.ovation.adapters.sqlite.SqliteLedger;
import dev.ovation.bench.ProjectorBench.Plan;
import dev.ovation.bench.ProjectorBench.Steps;
import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.FullPass;
import dev.ovation.core.consistency.PassFigures;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepSettings;
import dev.ovation.core.consistency.SweepStatus;
import dev.ovation.core.consistency.SweepTotals.Which;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code ./ovation bench sweep}: what the passes of the sweeper cost, over what changed and over
 * everything, with more and more rows in SQLite's ledger or PostgreSQL's. Nothing else runs
 * meanwhile, and the passes do not rest.
 */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = "What the sweeper's passes cost, over what changed and over everything.")
final class SweepCommand implements Callable<Integer> {
  private static final int BATCH = 50_000;
  private static final double PERCENT = 100;
  private static final int REPORT_EVENTS = 1_000_000;

  private static final Duration PROVABLE = Duration.ofDays(7);
  private static final Duration PURGED_EVERY = Duration.ofMinutes(10);

  private static final SweepSettings SETTINGS =
      SweepSettings.standard(
          Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE, PROVABLE, PURGED_EVERY);

  /** Reads one event, so that there is a place to go on from: by itself it would read 500,000. */
  private static final SweepSettings FIRST =
      new SweepSettings(
          Duration.ZERO,
          Duration.ZERO,
          Integer.MAX_VALUE,
          1,
          1,
          PROVABLE,
          PURGED_EVERY,
          Duration.ZERO);

  /** So many targets get rows at the same time, the rows of each among those of the others. */
  private static final int TARGETS_AT_ONCE = 5_000;

  @Option(
      names = "--rows",
      split = ",",
      defaultValue = "100000,1000000",
      description = "how many rows to have, one size after the other")
  List<Integer> sizes = List.of();

  @Option(
      names = "--rows-per-target",
      defaultValue = "50",
      description = "how many targets there are, by how many rows each has")
  int rowsPerTarget;

  @Option(
      names = "--changed",
      defaultValue = "1",
      description = "percent that is written between two passes, at random")
  double changedPercent;

  @Option(names = "--seed", defaultValue = "1", description = "of actors and targets")
  long seed;

  @Mixin private final LedgerOptions ledgers = new LedgerOptions();

  private final TimeSource time = TimeSource.SYSTEM;

  /** A ledger with what looks at it. */
  private record Swept(Ledger ledger, ConsistencyLedger watch, SweepLedger sweep) {}

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    System.out.println("rows | pass | read | events | counted again | found | seconds | rows/s");
    for (int rows : sizes) {
      try (TemporaryFolder folder = new TemporaryFolder();
          DataDirectory directory = DataDirectory.open(folder.path());
          SqliteEventLog log =
              SqliteEventLog.open(
                  directory,
                  LogSettings.defaults().withPartitions(1),
                  new LogObserver() {},
                  time)) {
        measure(log, directory, rows);
      }
    }
    return 0;
  }

  private void measure(SqliteEventLog log, DataDirectory directory, int rows)
      throws InterruptedException, SQLException {
    if (ledgers.postgres == null) {
      try (SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults())) {
        measure(log, new Swept(ledger, ledger.watch(), ledger.sweep()), rows);
      }
    } else {
      try (BenchSchema schema = new BenchSchema(ledgers.postgres, ledgers.user);
          PostgresLedger ledger =
              PostgresLedger.open(PostgresSettings.of(schema.server(), 1), time)) {
        measure(log, new Swept(ledger, ledger.watch(), ledger.sweep()), rows);
      }
    }
  }

  private void measure(SqliteEventLog log, Swept swept, int rows) throws InterruptedException {
    Partitioner partitioner = new Partitioner(1);
    MemoryHotStore hot =
        new MemoryHotStore(
            partitioner, new MemoryHotStore.Limits(64L << 20, 64L << 20, 1L << 40, 10_000));
    Projector projector =
        new Projector(
            0, new Projector.Ports(log, swept.ledger(), hot, Kinds.standard(), time), BATCH);
    Sweeper.Ports ports =
        new Sweeper.Ports(
            log,
            hot,
            swept.ledger(),
            swept.watch(),
            swept.sweep(),
            partitioner,
            Kinds.standard(),
            List::of,
            time);
    write(log, projector::step, rows, stored(rows));
    recent(ports, FIRST);
    everything(sweeper(ports, SETTINGS), rows);
    write(log, projector::step, (int) (rows * changedPercent / PERCENT), changed(rows));
    show(rows, "changed", recent(ports, SETTINGS));
    show(rows, "unchanged", recent(ports, SETTINGS));
  }

  private Sweeper sweeper(Sweeper.Ports ports, SweepSettings settings) {
    CaseDesk.Strategy reportOnly = new CaseDesk.Strategy(false, Set.of(), Integer.MAX_VALUE / 100);
    return new Sweeper(
        ports, settings, new CaseDesk(ports.sweep(), ports.partitioner(), time, reportOnly));
  }

  /** A like a row, by actors that were never seen before; targets come and go. */
  private Supplier<Interaction> stored(int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    AtomicInteger next = new AtomicInteger();
    int targets = targets(rows);
    return () -> {
      int row = next.getAndIncrement();
      int target = (row / rowsPerTarget + random.nextInt(TARGETS_AT_ONCE)) % targets;
      return Plan.like(target, row);
    };
  }

  /** More of these, on any target. */
  private Supplier<Interaction> changed(int rows) {
    SplittableRandom random = new SplittableRandom(seed + 1);
    AtomicInteger next = new AtomicInteger(rows);
    return () -> Plan.like(random.nextInt(targets(rows)), next.getAndIncrement());
  }

  private int targets(int rows) {
    return Math.max(1, rows / rowsPerTarget);
  }

  private void write(SqliteEventLog log, Steps projector, int events, Supplier<Interaction> next)
      throws InterruptedException {
    Plan plan = new Plan(events, REPORT_EVENTS, next);
    new ProjectorBench(plan, log, List.of(projector), time, System.err).run();
  }

  /** A new sweeper each time: where the last pass ended is kept in the ledger. */
  private PassFigures recent(Sweeper.Ports ports, SweepSettings settings) {
    Sweeper sweeper = sweeper(ports, settings);
    while (sweeper.totals().passes(Which.RECENT) == 0) {
      sweeper.step().join();
    }
    return Objects.requireNonNull(SweepStatus.of(ports.sweep()).recent());
  }

  private void everything(Sweeper sweeper, int rows) {
    FullPass pass = sweeper.everything(false);
    while (!pass.isAtItsEnd()) {
      pass.step().join();
    }
    pass.end();
    show(rows, "everything", pass.figures());
  }

  private static void show(int rows, String pass, PassFigures figures) {
    double seconds = figures.get(What.BUSY_MICROS) / 1e6;
    System.out.printf(
        Locale.ROOT,
        "%,d | %s | %,d | %,d | %,d | %d | %.2f | %,.0f%n",
        rows,
        pass,
        figures.get(What.ROWS),
        figures.get(What.EVENTS),
        figures.get(What.RECOUNTED),
        figures.get(What.FOUND),
        seconds,
        figures.get(What.ROWS) / Math.max(seconds, 1e-6));
  }
}
