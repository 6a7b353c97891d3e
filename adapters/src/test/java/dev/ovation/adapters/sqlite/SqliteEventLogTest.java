package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.EventLogContract;
import dev.ovation.core.port.TimeSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The log's contract, over the SQLite file. */
final class SqliteEventLogTest extends EventLogContract {
  @TempDir Path path;
  private @Nullable DataDirectory directory;

  @Override
  protected EventLog open(int partitions) {
    if (directory == null) {
      directory = DataDirectory.open(path);
    }
    return SqliteEventLog.open(
        directory,
        LogSettings.defaults().withPartitions(partitions),
        LogObserver.NONE,
        TimeSource.SYSTEM);
  }

  @AfterEach
  void release() {
    if (directory != null) {
      directory.close();
    }
  }
}
