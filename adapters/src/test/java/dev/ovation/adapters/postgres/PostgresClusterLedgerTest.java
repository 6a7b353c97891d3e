package dev.ovation.adapters.postgres;

import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterLedgerContract;
import dev.ovation.core.port.TimeSource;

/** The contract of a ledger that nodes share, over a PostgreSQL server. */
final class PostgresClusterLedgerTest extends ClusterLedgerContract {
  @Override
  protected ClusterLedger open() {
    return PostgresLedger.open(
        PostgresSettings.of(TestPostgres.place(TestPostgres.shared()), 1), TimeSource.SYSTEM);
  }
}
