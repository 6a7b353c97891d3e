package dev.ovation.adapters.postgres;

import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerContract;
import dev.ovation.core.port.TimeSource;

/** The ledger's contract, over a PostgreSQL server. */
final class PostgresLedgerTest extends LedgerContract {
  private final PostgresSettings.Server place = TestPostgres.place(TestPostgres.shared());

  @Override
  protected Ledger open(int partitions) {
    return PostgresLedger.open(PostgresSettings.of(place, partitions), TimeSource.SYSTEM);
  }
}
