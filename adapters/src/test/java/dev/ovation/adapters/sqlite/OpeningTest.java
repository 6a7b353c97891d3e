package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is refused when a directory or a file is opened, and how that is told. */
@Timeout(60)
final class OpeningTest {
  @TempDir Path path;

  private static SqliteEventLog log(DataDirectory directory, int partitions) {
    return SqliteEventLog.open(
        directory,
        LogSettings.defaults().withPartitions(partitions),
        LogObserver.NONE,
        TimeSource.SYSTEM);
  }

  private static SqliteLedger ledger(DataDirectory directory, int partitions) {
    return SqliteLedger.open(directory, LedgerSettings.defaults().withPartitions(partitions));
  }

  private static void change(Path file, String sql) throws Exception {
    try (Session session = Session.scratch(SqliteFile.log(file), 1 << 20)) {
      session.execute(sql);
    }
  }

  @Test
  void aDirectoryIsHeldOnceAndFreeAfterClosing() {
    try (DataDirectory held = DataDirectory.open(path)) {
      assertThat(held.path()).isEqualTo(path);
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(OvationException.class)
          .hasMessageContaining(path.toAbsolutePath().toString())
          .hasMessageContaining("in use by this very process");
    }
    DataDirectory.open(path).close();
  }

  @Test
  void anotherNumberOfPartitionsIsRefused() {
    try (DataDirectory directory = DataDirectory.open(path)) {
      log(directory, 2).close();
      ledger(directory, 2).close();
      assertThatThrownBy(() -> log(directory, 3))
          .hasMessageContaining("was made with 2 partitions");
      assertThatThrownBy(() -> ledger(directory, 3))
          .hasMessageContaining("was made with 2 partitions");
      log(directory, 2).close();
    }
  }

  @Test
  void aFileOfANewerSchemaIsRefused() throws Exception {
    try (DataDirectory directory = DataDirectory.open(path)) {
      log(directory, 1).close();
      ledger(directory, 1).close();
      change(path.resolve("log.db"), "PRAGMA user_version = 99");
      change(path.resolve("ledger.db"), "PRAGMA user_version = 99");
      assertThatThrownBy(() -> log(directory, 1)).hasMessageContaining("schema version 99");
      assertThatThrownBy(() -> ledger(directory, 1)).hasMessageContaining("schema version 99");
    }
  }

  @Test
  void aFileOfSomethingElseIsRefused() throws Exception {
    try (DataDirectory directory = DataDirectory.open(path)) {
      change(path.resolve("ledger.db"), "CREATE TABLE something(else_)");
      Files.writeString(path.resolve("log.db"), "This is no database at all. ".repeat(300));
      assertThatThrownBy(() -> ledger(directory, 1)).hasMessageContaining("not one of Ovation's");
      assertThatThrownBy(() -> log(directory, 1))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("log.db");
    }
  }

  @Test
  void aLedgerTruncatedIsNamedAndRebuiltOnceItIsMovedAway() throws Exception {
    try (DataDirectory directory = DataDirectory.open(path)) {
      ledger(directory, 1).close();
      Path file = path.resolve("ledger.db");
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 5000));
      assertThatThrownBy(() -> ledger(directory, 1))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("ledger.db is damaged: it has")
          .hasMessageContaining("rebuilt from the log");
      Files.delete(file);
      ledger(directory, 1).close();
    }
  }

  @Test
  void aCheckpointedWalStartsAnewAndLosesNothing() {
    try (DataDirectory directory = DataDirectory.open(path);
        SqliteEventLog log =
            SqliteEventLog.open(
                directory,
                LogSettings.defaults().withWalBytesMax(64 << 10),
                LogObserver.NONE,
                TimeSource.SYSTEM)) {
      for (int i = 0; i < 2000; i++) {
        Outcome.appendAll(log, List.of(Samples.set(Samples.like(i, "u1"), "like", i)));
      }
      assertThat(log.read(0, 0, 10_000)).hasSize(2000);
      log.verify();
    }
  }
}
