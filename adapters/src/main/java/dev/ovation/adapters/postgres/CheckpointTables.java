package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.port.Checkpoints;
import java.time.Duration;
import java.util.List;

/** What the ledger knows of checkpoints, in two tables. Thread-safe. */
final class CheckpointTables implements Checkpoints {
  private final Transactions transactions;
  private final Connections lists;
  private final Failures failures;

  CheckpointTables(Transactions transactions, Connections lists, Failures failures) {
    this.transactions = transactions;
    this.lists = lists;
    this.failures = failures;
  }

  @Override
  public Slice take(int partition, long epoch, Duration age, int countersMax) {
    return transactions.locked(
        "making checkpoints",
        partition,
        epoch,
        (connection, position) ->
            new DueCheckpoints(connection, failures, partition).take(position, age, countersMax));
  }

  @Override
  public void made(int partition, long epoch, List<LedgerCheckpoint> durable) {
    transactions.locked(
        "noting checkpoints",
        partition,
        epoch,
        (connection, position) -> {
          new DueCheckpoints(connection, failures, partition).made(durable);
          return position;
        });
  }

  @Override
  public Duration behind() {
    return lists.run("reading the age of what has no checkpoint", DueCheckpoints::behind);
  }

  @Override
  public Known known(int partition) {
    return lists.run(
        "reading checkpoints", connection -> MetCheckpoints.known(connection, partition));
  }

  @Override
  public void restore(int partition, long epoch, long h) {
    transactions.locked(
        "restoring counters",
        partition,
        epoch,
        (connection, position) -> {
          MetCheckpoints.restore(connection, partition, position, h);
          return position;
        });
  }
}
