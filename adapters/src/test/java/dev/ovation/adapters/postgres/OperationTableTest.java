package dev.ovation.adapters.postgres;

import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.OperationsLedgerContract;
import dev.ovation.core.port.TimeSource;

/** The contract of operations, over a PostgreSQL server. */
final class OperationTableTest extends OperationsLedgerContract {
  private final PostgresSettings.Server place = TestPostgres.place(TestPostgres.shared());

  @Override
  protected Ledger open() {
    return PostgresLedger.open(PostgresSettings.of(place, 1), TimeSource.SYSTEM);
  }

  @Override
  protected OperationsLedger operations(Ledger ledger) {
    return ((PostgresLedger) ledger).operations();
  }
}
