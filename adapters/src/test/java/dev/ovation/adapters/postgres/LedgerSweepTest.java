package dev.ovation.adapters.postgres;

import dev.ovation.core.port.SweepLedgerContract;
import dev.ovation.core.port.TimeSource;

/** The contract of those who go through the ledger, over a PostgreSQL server. */
final class LedgerSweepTest extends SweepLedgerContract {
  private final PostgresSettings.Server place = TestPostgres.place(TestPostgres.shared());

  @Override
  protected Swept open(int partitions) {
    PostgresLedger ledger =
        PostgresLedger.open(PostgresSettings.of(place, partitions), TimeSource.SYSTEM);
    return new Swept(ledger, ledger.sweep(), new Shell(place));
  }
}
