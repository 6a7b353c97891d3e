package dev.ovation.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.SweepLedger.Edit;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedgerContract;
import dev.ovation.core.port.TimeSource;
import org.junit.jupiter.api.Test;

/** The contract of those who go through the ledger, over a PostgreSQL server. */
final class LedgerSweepTest extends SweepLedgerContract {
  private final PostgresSettings.Server place = TestPostgres.place(TestPostgres.shared());

  @Override
  protected Swept open(int partitions) {
    PostgresLedger ledger =
        PostgresLedger.open(PostgresSettings.of(place, partitions), TimeSource.SYSTEM);
    return new Swept(ledger, ledger.sweep(), new Shell(place));
  }

  @Test
  void whatNamesNoTargetIsPassedOver() throws Exception {
    Swept swept = open(1);
    try {
      TargetKind likes = Samples.likesOf(1);
      Commits.likes(swept.ledger(), 3);
      String rows = place.schema() + ".interaction";
      Shell shell = new Shell(place);
      for (String junk : new String[] {"'a'", "'zz'"}) {
        shell.execute("INSERT INTO " + rows + " SELECT 1, 1, 1, " + junk + ", 's', 'k', 'a', 'v'");
      }
      shell.execute("UPDATE " + rows + " SET version = version + 1");

      assertThat(swept.sweep().recountAfter(null, 100).recounts())
          .extracting(Recount::targetKind)
          .containsExactly(likes);
      assertThat(swept.sweep().edits(100)).extracting(Edit::targetKind).containsOnly(likes);
      assertThat(swept.sweep().edits(100)).hasSize(3);
    } finally {
      swept.ledger().close();
    }
  }
}
