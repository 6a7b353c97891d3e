package dev.ovation.core.projection;

import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.EventLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends a partition's outbox to the log, and notes what was sent. */
final class OutboxChore implements Chore {
  private static final int ROWS_MAX = 1_000;

  private final int partition;
  private final EventLog log;
  private final ClusterLedger ledger;
  private boolean due;
  private List<Long> sent = List.of();

  OutboxChore(int partition, EventLog log, ClusterLedger ledger) {
    this.partition = partition;
    this.log = log;
    this.ledger = ledger;
  }

  /** Something was put into the outbox. */
  void added() {
    due = true;
  }

  @Override
  public void heartbeat() {
    due = true;
  }

  @Override
  public boolean isDue() {
    return due || !sent.isEmpty();
  }

  @Override
  public CompletableFuture<?> step(long epoch) {
    if (!sent.isEmpty()) {
      ledger.markSent(partition, sent);
      due = sent.size() == ROWS_MAX;
      sent = List.of();
      return CompletableFuture.completedFuture(null);
    }
    due = false;
    List<OutboxRow> rows = ledger.unsent(partition, ROWS_MAX);
    return new OutboxRelay(log, rows).run().thenAccept(ids -> sent = ids);
  }
}
