package dev.ovation.bench;

import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LedgerSettings;
import dev.ovation.adapters.sqlite.LogObserver;
import dev.ovation.adapters.sqlite.LogSettings;
import dev.ovation.adapters.sqlite.SqliteEventLog;
import dev.ovation.adapters.sqlite.SqliteLedger;
import dev.ovation.bench.ProjectorBench.Steps;
import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.FullPass;
import dev.ovation.core.consistency.PassFigures;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepSettings;
import dev.ovation.core.consistency.SweepStatus;
import dev.ovation.core.consistency.SweepTotals.Which;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./ovation bench sweep}: what the passes of the sweeper cost, over what changed and over
 * everything, with more and more rows in SQLite's ledger. Nothing else runs meanwhile, and the
 * passes do not rest.
 */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = "What the sweeper's passes cost, over what changed and over everything.")
final class SweepCommand implements Callable<Integer> {
  private static final int BATCH = 50_000;
  private static final double PERCENT = 100;

  @Option(
      names = "--rows",
      split = ",",
      defaultValue = "100000,1000000",
      description = "how many events to have, one size after the other")
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

  private final TimeSource time = TimeSource.SYSTEM;

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println("rows | pass | read | events | counted again | found | seconds | rows/s");
    for (int rows : sizes) {
      try (TemporaryFolder folder = new TemporaryFolder();
          DataDirectory directory = DataDirectory.open(folder.path());
          SqliteEventLog log =
              SqliteEventLog.open(
                  directory, LogSettings.defaults().withPartitions(1), new LogObserver() {}, time);
          SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults())) {
        measure(log, ledger, rows);
      }
    }
    return 0;
  }

  private void measure(SqliteEventLog log, SqliteLedger ledger, int rows)
      throws InterruptedException {
    Partitioner partitioner = new Partitioner(1);
    MemoryHotStore hot =
        new MemoryHotStore(
            partitioner, new MemoryHotStore.Limits(64L << 20, 64L << 20, 1L << 40, 10_000));
    Projector projector =
        new Projector(0, new Projector.Ports(log, ledger, hot, Kinds.standard(), time), BATCH);
    Sweeper sweeper = sweeper(log, ledger, hot, partitioner);
    write(log, projector::step, rows, rows, seed);
    recent(sweeper, ledger);
    everything(sweeper, rows);
    write(log, projector::step, (int) (rows * changedPercent / PERCENT), rows, seed + 1);
    show(rows, "changed", recent(sweeper, ledger));
    show(rows, "unchanged", recent(sweeper, ledger));
  }

  private Sweeper sweeper(
      SqliteEventLog log, SqliteLedger ledger, MemoryHotStore hot, Partitioner partitioner) {
    SweepSettings settings =
        SweepSettings.standard(Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE, Duration.ofDays(7));
    CaseDesk desk =
        new CaseDesk(
            ledger.sweep(),
            partitioner,
            time,
            new CaseDesk.Strategy(false, Set.of(), Integer.MAX_VALUE / 100));
    return new Sweeper(
        new Sweeper.Ports(
            log,
            hot,
            ledger,
            ledger.watch(),
            ledger.sweep(),
            partitioner,
            Kinds.standard(),
            List::of,
            time),
        settings,
        desk);
  }

  private void write(SqliteEventLog log, Steps projector, int events, int rows, long of)
      throws InterruptedException {
    int targets = Math.max(1, rows / rowsPerTarget);
    // Among so many actors hardly any two events meet.
    ProjectorBench.Plan plan =
        new ProjectorBench.Plan(events, Integer.MAX_VALUE, Integer.MAX_VALUE / 2, targets, of);
    new ProjectorBench(plan, log, List.of(projector), time, System.err).run();
  }

  private PassFigures recent(Sweeper sweeper, SqliteLedger ledger) {
    long passes = sweeper.totals().passes(Which.RECENT);
    while (sweeper.totals().passes(Which.RECENT) == passes) {
      sweeper.step().join();
    }
    return Objects.requireNonNull(SweepStatus.of(ledger.sweep()).recent());
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
