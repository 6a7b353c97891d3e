package dev.ovation.adapters.postgres;

import dev.ovation.core.port.LedgerUpkeepContract;
import dev.ovation.core.port.TimeSource;

/** The contract of archives and exports, over a PostgreSQL server. */
final class LedgerUpkeepTest extends LedgerUpkeepContract {
  private final PostgresSettings.Server place = TestPostgres.place(TestPostgres.shared());

  @Override
  protected Upkeep open() {
    PostgresLedger ledger = PostgresLedger.open(PostgresSettings.of(place, 1), TimeSource.SYSTEM);
    return new Upkeep(ledger, ledger.archive(), ledger.export());
  }
}
