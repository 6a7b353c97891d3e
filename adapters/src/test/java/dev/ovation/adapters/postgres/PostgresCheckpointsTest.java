package dev.ovation.adapters.postgres;

import dev.ovation.core.port.CheckpointsContract;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.TimeSource;

/** The contract of what a ledger knows of checkpoints, over a PostgreSQL server. */
final class PostgresCheckpointsTest extends CheckpointsContract {
  @Override
  protected ClusterLedger open() {
    return PostgresLedger.open(
        PostgresSettings.of(TestPostgres.place(TestPostgres.shared()), PARTITIONER),
        TimeSource.SYSTEM);
  }
}
