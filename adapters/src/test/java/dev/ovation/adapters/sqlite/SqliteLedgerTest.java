package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's contract, over the SQLite file. */
final class SqliteLedgerTest extends LedgerContract {
  @TempDir Path path;
  private @Nullable DataDirectory directory;

  @Override
  protected Ledger open(int partitions) {
    if (directory == null) {
      directory = DataDirectory.open(path);
    }
    return SqliteLedger.open(directory, LedgerSettings.defaults().withPartitions(partitions));
  }

  @AfterEach
  void release() {
    if (directory != null) {
      directory.close();
    }
  }
}
