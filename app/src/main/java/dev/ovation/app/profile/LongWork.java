package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.consistency.SweepOperation;
import dev.ovation.app.consistency.SweepSchedule;
import dev.ovation.app.consistency.Sweeping;
import dev.ovation.app.export.Exports;
import dev.ovation.app.job.Jobs;
import dev.ovation.app.job.Singletons;
import dev.ovation.app.operation.CountsRebuild;
import dev.ovation.app.operation.Erasure;
import dev.ovation.app.operation.HotRebuild;
import dev.ovation.app.operation.LedgerExports;
import dev.ovation.app.operation.LedgerRebuild;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.app.operation.OperationKind;
import dev.ovation.app.operation.OperationRunner;
import dev.ovation.app.operation.SpareLedger;
import dev.ovation.app.operation.TargetKinds;
import dev.ovation.app.operation.Turn;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.port.Archive;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.OperationsLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Work that takes longer than a request, as both profiles do it: which kinds of it there are, who
 * works on them, and where people see to them. Thread-safe.
 */
final class LongWork implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final OvationConfig config;
  private final Ports ports;
  private final Sweeper.Ports sweeping;
  private final OperationRunner runner;

  /** What the ledger is to it, besides what it is to those who sweep. */
  record Ports(
      OperationsLedger operations, Archive archive, LedgerExport export, SpareLedger.Shelf shelf) {}

  /**
   * @param hot fills all of the hot store anew
   * @param turns so that one node at a time works on an operation
   */
  LongWork(
      OvationConfig config,
      Ports ports,
      InteractionService service,
      Sweeping sweeping,
      OperationKind.Run hot,
      Turn.Giver turns) {
    this.config = config;
    this.ports = ports;
    this.sweeping = sweeping.ports();
    this.runner =
        new OperationRunner(
            ports.operations(), turns, this.sweeping.time(), kinds(service, sweeping, hot));
  }

  private List<OperationKind> kinds(
      InteractionService service, Sweeping of, OperationKind.Run hot) {
    Erasure erasure =
        new Erasure(
            new Erasure.Ports(
                sweeping.log(),
                sweeping.ledger(),
                ports.archive(),
                ports.operations(),
                service,
                sweeping.kinds()));
    TargetKinds targetKinds = new TargetKinds(sweeping.ledger(), sweeping.kinds());
    List<OperationKind> kinds = new ArrayList<>(erasure.kinds());
    kinds.add(new LedgerRebuild(sweeping.log(), ports.shelf(), sweeping.time()));
    kinds.add(new SweepOperation(of.sweeper()));
    kinds.add(new CountsRebuild(sweeping.sweep(), of.desk(), targetKinds, sweeping.time()));
    kinds.add(new HotRebuild(sweeping.sweep(), of.desk(), targetKinds, hot));
    return kinds;
  }

  /**
   * Takes up what is running, and begins full sweeps when they are due.
   *
   * @param serves whether the process serves: work that was under way when it ended waits for that
   */
  void schedule(Jobs jobs, Singletons singletons, BooleanSupplier serves) {
    jobs.every(
        "operations",
        LOOK_EVERY,
        () -> {
          if (serves.getAsBoolean()) {
            runner.look();
          }
        });
    new SweepSchedule(
            sweeping, ports.operations(), desk(), config.consistency().sweep().fullInterval())
        .schedule(jobs, singletons);
  }

  OperationDesk desk() {
    return OperationDesk.of(ports.operations(), runner, sweeping.time());
  }

  /**
   * What tells all that ledgers hold.
   *
   * @param blocking runs what reads one ledger while another is read
   */
  Exports exports(Executor blocking) {
    return new LedgerExports(ports.export(), ports.shelf(), blocking);
  }

  /** Stops after the slices that are under way; what is running goes on at the next start. */
  @Override
  public void close() {
    runner.close();
  }
}
