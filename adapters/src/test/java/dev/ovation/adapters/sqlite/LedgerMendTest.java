package dev.ovation.adapters.sqlite;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import dev.ovation.core.port.MendingContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of those who mend the ledger, over the SQLite file. */
final class LedgerMendTest extends MendingContract {
  @TempDir Path path;
  private @Nullable DataDirectory directory;

  @Override
  protected Swept open(int partitions) {
    if (directory == null) {
      directory = DataDirectory.open(path);
    }
    SqliteLedger ledger =
        SqliteLedger.open(directory, LedgerSettings.defaults().withPartitions(partitions));
    return new Swept(ledger, ledger.sweep(), shell());
  }

  private Shell shell() {
    return new Shell("jdbc:sqlite:" + path.resolve("ledger.db"));
  }

  @Test
  void rowsOfNumbersThatNameNoActorOfTheSpaceAreRemoved() throws Exception {
    Swept swept = opened();
    commit(swept, set(LIKE, "like", 1));
    shell().execute("INSERT INTO actor VALUES (8888, 9999, 'u1')");
    shell()
        .execute(
            "INSERT INTO interaction SELECT target, kind, k.n, value, version, at, i.n"
                + " FROM interaction i, (SELECT 8888 AS n UNION SELECT 9999) k");
    List<String> actors = actors(swept);
    assertThat(actors).containsExactly("#8888", "#9999", "u1");

    List<RowFix> removed =
        actors.stream()
            .filter(actor -> !actor.equals("u1"))
            .map(actor -> new RowFix(like(1, actor), Row.NONE))
            .toList();
    Counts counts = mend(swept, due(swept, LIKES), removed, null);

    assertThat(counts).isEqualTo(Counts.of(Map.of("like", 1L)));
    assertThat(actors(swept)).containsExactly("u1");
    assertThat(recount(swept, LIKES).agrees()).isTrue();
    assertThat(swept.sweep().edits(10)).isEmpty();
  }

  private static List<String> actors(Swept swept) {
    return swept
        .ledger()
        .transact(0, transaction -> transaction.rowsOf(LIKES).stream().map(KeyedRow::key).toList());
  }

  @AfterEach
  void release() {
    if (directory != null) {
      directory.close();
    }
  }
}
