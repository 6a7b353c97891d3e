package dev.ovation.adapters.postgres;

import dev.ovation.core.port.ConsistencyLedgerContract;
import dev.ovation.core.port.TimeSource;

/** The contract of those who watch, over a PostgreSQL server. */
final class LedgerWatchTest extends ConsistencyLedgerContract {
  private final PostgresSettings.Server place = TestPostgres.place(TestPostgres.shared());

  @Override
  protected Watched open(int partitions) {
    PostgresLedger ledger =
        PostgresLedger.open(PostgresSettings.of(place, partitions), TimeSource.SYSTEM);
    return new Watched(ledger, ledger.watch());
  }
}
