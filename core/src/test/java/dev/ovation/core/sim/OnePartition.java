package dev.ovation.core.sim;

import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.FullPass;
import dev.ovation.core.consistency.SweepSettings;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.OvationException;
import java.util.List;

/** Log, ledger and hot store of one partition, which never fail and take steps when told. */
abstract class OnePartition {
  static final Partitioner PARTITIONER = new Partitioner(1);

  private final Story story = new Story(false);
  final SimTime time = new SimTime();
  final SimScheduler scheduler = new SimScheduler(1, story);
  final SimEventLog log =
      new SimEventLog(
          scheduler,
          story,
          new SimEventLog.Disk(PARTITIONER),
          SimScheduler.OUTSIDE,
          new SimEventLog.Behaviour(true, () -> 0, SimEventLog.Defect.NONE));
  final SimLedger.Disk disk = new SimLedger.Disk(PARTITIONER);
  final SimLedger ledger = new SimLedger(scheduler, story, disk, SimScheduler.OUTSIDE, () -> 0);
  final MemoryHotStore memory =
      new MemoryHotStore(
          PARTITIONER, new MemoryHotStore.Limits(1_000_000, 1_000_000, 1_000_000, 100));

  final Sweeper sweeper(SimSweepLedger sweep, SweepSettings settings, CaseDesk.Strategy strategy) {
    return new Sweeper(
        new Sweeper.Ports(
            log,
            memory,
            ledger,
            new SimConsistencyLedger(disk, () -> false),
            sweep,
            PARTITIONER,
            Kinds.standard(),
            List::of,
            time),
        settings,
        new CaseDesk(sweep, PARTITIONER, time, strategy));
  }

  /** Takes the steps of a pass until it is at its end. */
  final FullPass atItsEnd(FullPass pass) {
    while (!pass.isAtItsEnd()) {
      var step = pass.step();
      scheduler.runAll();
      step.join();
    }
    return pass;
  }

  final void append(Event event) {
    log.append(
        event,
        new EventLog.AppendCallback() {
          @Override
          public void durable(long offset) {
            // Whoever wants to know reads the log.
          }

          @Override
          public void failed(OvationException failure) {
            throw failure;
          }
        });
    scheduler.runAll();
  }
}
