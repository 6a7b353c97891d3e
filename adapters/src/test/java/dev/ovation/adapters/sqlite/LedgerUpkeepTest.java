package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.LedgerUpkeepContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of archives and exports, over the SQLite file. */
final class LedgerUpkeepTest extends LedgerUpkeepContract {
  @TempDir Path path;
  private @Nullable DataDirectory directory;

  @Override
  protected Upkeep open() {
    DataDirectory opened = DataDirectory.open(path);
    directory = opened;
    SqliteLedger ledger = SqliteLedger.open(opened, LedgerSettings.defaults());
    return new Upkeep(ledger, ledger.archive(), ledger.export());
  }

  @AfterEach
  void release() {
    if (directory != null) {
      directory.close();
    }
  }
}
