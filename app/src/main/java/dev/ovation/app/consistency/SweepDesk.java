package dev.ovation.app.consistency;

import dev.ovation.app.http.ConsistencyDesk;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.app.operation.TargetKinds;
import dev.ovation.core.consistency.Checkup;
import dev.ovation.core.consistency.ConsistencyReport;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepReport;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.consistency.Trace;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The consistency desk of a profile that is open. Thread-safe. */
public final class SweepDesk implements ConsistencyDesk {
  private static final int CASES_SHOWN = 100;

  /** Of a target's cases those are found that are among so many of the newest. */
  private static final int CASES_LOOKED_AT = 1_000;

  private static final long CASES_MILLIS = Duration.ofDays(30).toMillis();

  private final Watching watching;
  private final Sweeping sweeping;
  private final OperationDesk operations;

  public SweepDesk(Watching watching, Sweeping sweeping, OperationDesk operations) {
    this.watching = watching;
    this.sweeping = sweeping;
    this.operations = operations;
  }

  @Override
  public ConsistencyReport report(int hours) {
    return watching.report(hours);
  }

  @Override
  public SweepReport sweeps(int hours) {
    Sweeper.Ports ports = sweeping.ports();
    long since = ports.time().millis() - TimeUnit.HOURS.toMillis(hours);
    return SweepReport.of(ports.sweep(), sweeping.desk(), since, CASES_SHOWN);
  }

  @Override
  public Checked check(Target target, boolean repair) {
    Sweeper.Ports ports = sweeping.ports();
    List<TargetKind> targetKinds = new TargetKinds(ports.ledger(), ports.kinds()).of(target);
    Checkup checkup = sweeping.sweeper().checkup(targetKinds, repair);
    while (!checkup.isDone()) {
      LockSupport.parkNanos(step(checkup));
    }
    return new Checked(
        target,
        targetKinds.size(),
        checkup.figures().get(What.NOT_COMPARABLE),
        checkup.suspicions(),
        cases(target));
  }

  private static long step(Checkup checkup) {
    try {
      return checkup.step().join();
    } catch (CompletionException e) {
      throw OvationException.causeOf(e) instanceof OvationException known
          ? known
          : new OvationException(ErrorCode.INTERNAL, "a check failed", e);
    }
  }

  @Override
  public Operation sweep(boolean repair, String by) {
    return operations.begin(SweepOperation.request(repair, by));
  }

  @Override
  public int release(String by) {
    return sweeping.desk().release(by);
  }

  @Override
  public @Nullable RepairCase release(long id, String by) {
    return sweeping.desk().release(id, by);
  }

  @Override
  public List<RepairCase> cases(Target target) {
    long since = sweeping.ports().time().millis() - CASES_MILLIS;
    return sweeping.ports().sweep().cases(since, CASES_LOOKED_AT).stream()
        .filter(one -> one.targetKind().target().equals(target))
        .toList();
  }

  @Override
  public Trace trace(Interaction interaction) {
    try {
      return Trace.of(sweeping.ports(), interaction);
    } catch (CompletionException e) {
      throw OvationException.causeOf(e) instanceof OvationException known
          ? known
          : new OvationException(ErrorCode.INTERNAL, "an interaction can't be traced", e);
    }
  }
}
