package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.ConsistencyLedgerContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of those who watch, over the SQLite file. */
final class LedgerWatchTest extends ConsistencyLedgerContract {
  @TempDir Path path;
  private @Nullable DataDirectory directory;

  @Override
  protected Watched open(int partitions) {
    if (directory == null) {
      directory = DataDirectory.open(path);
    }
    SqliteLedger ledger =
        SqliteLedger.open(directory, LedgerSettings.defaults().withPartitions(partitions));
    return new Watched(ledger, ledger.watch());
  }

  @AfterEach
  void release() {
    if (directory != null) {
      directory.close();
    }
  }
}
