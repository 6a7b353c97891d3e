package dev.ovation.app.consistency;

import dev.ovation.app.job.Jobs;
import dev.ovation.app.job.SingletonJob;
import dev.ovation.app.job.Singletons;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.core.consistency.PassFigures;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepStatus;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.port.OperationsLedger;
import java.time.Duration;

/**
 * Begins a pass over everything when the last one that came to its end is old enough and none is
 * under way. For one thread.
 */
public final class SweepSchedule {
  /** A ledger that was never swept is left in peace while its process starts. */
  private static final Duration FIRST = Duration.ofMinutes(10);

  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final int RUNNING_MAX = 100;

  private final Sweeper.Ports ports;
  private final OperationsLedger ledger;
  private final OperationDesk desk;
  private final Duration every;
  private final long startedNanos;

  public SweepSchedule(
      Sweeper.Ports ports, OperationsLedger ledger, OperationDesk desk, Duration every) {
    this.ports = ports;
    this.ledger = ledger;
    this.desk = desk;
    this.every = every;
    this.startedNanos = ports.time().nanos();
  }

  public void schedule(Jobs jobs, Singletons singletons) {
    SingletonJob looking = singletons.seldom("job/full-sweeps");
    jobs.every("full sweeps", LOOK_EVERY, () -> looking.run(mayGoOn -> beginIfDue()));
  }

  private void beginIfDue() {
    if (!every.isZero()
        && isDue()
        && ledger.running(RUNNING_MAX).stream().noneMatch(SweepOperation::is)) {
      desk.begin(SweepOperation.request(false, "schedule"));
    }
  }

  private boolean isDue() {
    PassFigures last = SweepStatus.of(ports.sweep()).full();
    if (last == null) {
      Duration first = every.compareTo(FIRST) < 0 ? every : FIRST;
      return ports.time().nanos() - startedNanos >= first.toNanos();
    }
    return ports.time().millis() - last.get(What.ENDED) >= every.toMillis();
  }
}
