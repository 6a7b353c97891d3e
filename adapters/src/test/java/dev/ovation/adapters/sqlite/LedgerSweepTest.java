package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.SweepLedger.Edit;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedgerContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of those who go through the ledger, over the SQLite file. */
final class LedgerSweepTest extends SweepLedgerContract {
  @TempDir Path path;
  private @Nullable DataDirectory directory;

  @Override
  protected Swept open(int partitions) {
    if (directory == null) {
      directory = DataDirectory.open(path);
    }
    SqliteLedger ledger =
        SqliteLedger.open(directory, LedgerSettings.defaults().withPartitions(partitions));
    return new Swept(ledger, ledger.sweep(), new Shell("jdbc:sqlite:" + path.resolve("ledger.db")));
  }

  @Test
  void numbersThatNameNothingAreCountedOrPassedOver() throws Exception {
    Swept swept = open(1);
    try {
      TargetKind likes = Samples.likesOf(1);
      commitOneLike(swept.ledger());
      Shell shell = new Shell("jdbc:sqlite:" + path.resolve("ledger.db"));
      shell.execute("UPDATE interaction SET value = 9999");
      shell.execute("INSERT INTO interaction VALUES (9999, 9999, 9999, 9999, 1, 1, 1)");
      shell.execute("UPDATE interaction SET value = 9998 WHERE target = 9999");

      List<Recount> recounts = swept.sweep().recountAfter(null, 100).recounts();

      assertThat(recounts).extracting(Recount::targetKind).containsExactly(likes);
      assertThat(recounts.getFirst().counted().keySet()).containsExactly("#9999");
      assertThat(swept.sweep().edits(100)).extracting(Edit::targetKind).containsExactly(likes);
    } finally {
      swept.ledger().close();
    }
  }

  private static void commitOneLike(Ledger ledger) {
    ledger.transact(
        0,
        transaction -> {
          LedgerPosition after = new LedgerPosition(1, 1, 1);
          RowChange row = new RowChange(Samples.like(1, "u1"), Row.NONE, new Row("like", 1, 1, 1));
          CountChange count =
              new CountChange(Samples.likesOf(1), new TreeMap<>(Map.of("like", 1L)));
          transaction.write(new Changes(after, List.of(row), List.of(count), List.of(), List.of()));
          return after;
        });
  }

  @AfterEach
  void release() {
    if (directory != null) {
      directory.close();
    }
  }
}
