package dev.ovation.adapters.postgres;

import dev.ovation.core.port.Leases;
import dev.ovation.core.port.LeasesContract;
import dev.ovation.core.port.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The leases' contract, over a PostgreSQL server. */
final class PostgresLeasesTest extends LeasesContract {
  private static PostgresSettings.Server place;
  private static PostgresLedger ledger;

  @BeforeAll
  static void openLedger() {
    place = TestPostgres.place(TestPostgres.shared());
    ledger = PostgresLedger.open(PostgresSettings.of(place, 1), TimeSource.SYSTEM);
  }

  @AfterAll
  static void closeLedger() {
    ledger.close();
  }

  @Override
  protected Leases open() {
    execute("TRUNCATE lease");
    return ledger;
  }

  /** What is stored gets older instead: the server's clock can't be moved. */
  @Override
  protected void pass(Duration time) {
    execute("UPDATE lease SET until = until - interval '" + time.toMillis() + " milliseconds'");
  }

  /** The server is on this machine. */
  @Override
  protected long storeMillis() {
    return System.currentTimeMillis();
  }

  @Override
  protected Duration shortTtl() {
    return Duration.ofMinutes(1);
  }

  private static void execute(String sql) {
    try {
      TestPostgres.execute(place, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
