package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.SweepLedgerContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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

  @AfterEach
  void release() {
    if (directory != null) {
      directory.close();
    }
  }
}
