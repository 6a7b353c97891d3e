package dev.ovation.app.profile;

import dev.ovation.app.projection.ProjectionLag;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How far the ledger is behind the log, over all partitions, whoever projects them. While the
 * ledger can't be asked it stands where it was last. Sampled by one thread.
 */
final class ClusterLag {
  private final EventLog log;
  private final ClusterLedger ledger;
  private final ProjectionLag lag = new ProjectionLag();
  private CompletableFuture<List<LedgerPosition>> asked =
      CompletableFuture.completedFuture(List.of());
  private volatile long projected;

  ClusterLag(EventLog log, ClusterLedger ledger) {
    this.log = log;
    this.ledger = ledger;
  }

  ProjectionLag lag() {
    return lag;
  }

  /** Takes a sample of what is known, and asks for the next one. Does not block. */
  void sample() {
    if (asked.isDone()) {
      if (!asked.isCompletedExceptionally()) {
        projected = Math.max(projected, new LedgerPositions(asked.resultNow()).projected());
      }
      asked = ledger.positions();
    }
    lag.sample(ProfileMeters.end(log), projected, System.nanoTime());
  }
}
