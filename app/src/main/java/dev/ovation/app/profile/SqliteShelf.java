package dev.ovation.app.profile;

import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LedgerSettings;
import dev.ovation.adapters.sqlite.SqliteLedger;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.operation.SpareLedger;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector;
import java.nio.file.Files;
import java.nio.file.Path;

/** Spare ledgers as files, each in a folder of its own within the data directory. */
final class SqliteShelf implements SpareLedger.Shelf {
  private static final String FOLDER = "rebuilt";

  /** Nobody reads what is shown there, and nothing that is confirmed is kept for long. */
  private static final long HOT_BYTES = 16L << 20;

  /** Beside those of the ledger that is served. */
  private static final long CACHE_BYTES_MAX = 64L << 20;

  private static final long FILTER_BYTES = 1L << 20;

  private final OvationConfig config;
  private final LedgerSettings settings;
  private final TimeSource time;

  /**
   * @param settings of the ledger that is served
   */
  SqliteShelf(OvationConfig config, LedgerSettings settings, TimeSource time) {
    this.config = config;
    this.settings =
        settings
            .withCacheBytes(Math.min(settings.cacheBytes(), CACHE_BYTES_MAX))
            .withFilterBytes(FILTER_BYTES);
    this.time = time;
  }

  private Path folder(String name) {
    return config.data().directory().resolve(FOLDER).resolve(name);
  }

  @Override
  public boolean has(String name) {
    return Files.exists(folder(name).resolve("ledger.db"));
  }

  @Override
  public SpareLedger open(String name) {
    DataDirectory directory = DataDirectory.open(folder(name));
    try {
      return new SqliteSpare(directory, SqliteLedger.open(directory, settings));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private final class SqliteSpare implements SpareLedger {
    private final DataDirectory directory;
    private final SqliteLedger ledger;

    SqliteSpare(DataDirectory directory, SqliteLedger ledger) {
      this.directory = directory;
      this.ledger = ledger;
    }

    @Override
    public Ledger ledger() {
      return ledger;
    }

    @Override
    public LedgerExport export() {
      return ledger.export();
    }

    @Override
    public Replay replay(int partition, EventLog log) {
      MemoryHotStore nobodys =
          new MemoryHotStore(
              new Partitioner(log.partitions()),
              new MemoryHotStore.Limits(
                  HOT_BYTES, HOT_BYTES, HOT_BYTES, config.hot().viewRowsMax()));
      Projector projector =
          new Projector(
              partition,
              new Projector.Ports(log, ledger, nobodys, config.kinds(), time),
              config.projector().batchEventsMax());
      return projector::step;
    }

    @Override
    public void close() {
      try (directory) {
        ledger.close();
      }
    }
  }
}
