package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.OperationsLedgerContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of operations, over the SQLite file. */
final class OperationTableTest extends OperationsLedgerContract {
  @TempDir Path path;
  private @Nullable DataDirectory directory;

  @Override
  protected Ledger open() {
    if (directory == null) {
      directory = DataDirectory.open(path);
    }
    return SqliteLedger.open(directory, LedgerSettings.defaults());
  }

  @Override
  protected OperationsLedger operations(Ledger ledger) {
    return ((SqliteLedger) ledger).operations();
  }

  @AfterEach
  void release() {
    if (directory != null) {
      directory.close();
    }
  }
}
