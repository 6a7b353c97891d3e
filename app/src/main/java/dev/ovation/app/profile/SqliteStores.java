package dev.ovation.app.profile;

import dev.ovation.adapters.sqlite.CompactionRequest;
import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LedgerSettings;
import dev.ovation.adapters.sqlite.LogObserver;
import dev.ovation.adapters.sqlite.LogScrub;
import dev.ovation.adapters.sqlite.LogSettings;
import dev.ovation.adapters.sqlite.SqliteEventLog;
import dev.ovation.adapters.sqlite.SqliteLedger;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.operation.SpareLedger;
import dev.ovation.core.port.Archive;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Log and ledger as two SQLite files in one data directory that this process holds. */
final class SqliteStores implements Stores {
  private final DataDirectory directory;
  private final SqliteEventLog log;
  private final SqliteLedger ledger;
  private final SqliteShelf shelf;

  private SqliteStores(
      DataDirectory directory, SqliteEventLog log, SqliteLedger ledger, SqliteShelf shelf) {
    this.directory = directory;
    this.log = log;
    this.ledger = ledger;
    this.shelf = shelf;
  }

  /**
   * Opens or makes all of it.
   *
   * @throws dev.ovation.core.port.OvationException naming the file and what is wrong with it
   */
  static SqliteStores open(OvationConfig config, ProfileMeters meters, TimeSource time) {
    DataDirectory directory = DataDirectory.open(config.data().directory());
    try {
      SqliteEventLog log =
          SqliteEventLog.open(directory, logSettings(config), observer(meters), time);
      try {
        return new SqliteStores(
            directory,
            log,
            SqliteLedger.open(directory, ledgerSettings(config)),
            new SqliteShelf(config, ledgerSettings(config), time));
      } catch (RuntimeException e) {
        log.close();
        throw e;
      }
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static LogSettings logSettings(OvationConfig config) {
    OvationConfig.LogConfig log = config.log();
    return new LogSettings(
        log.partitions(),
        log.queueEventsMax(),
        log.queueBytesMax().bytes(),
        log.linger(),
        log.walBytesMax().bytes(),
        log.fileBytesMax().bytes(),
        LogSettings.defaults().markerInterval());
  }

  private static LedgerSettings ledgerSettings(OvationConfig config) {
    OvationConfig.LedgerConfig ledger = config.ledger();
    return new LedgerSettings(
        config.log().partitions(),
        ledger.cacheBytes().bytes(),
        ledger.walBytesMax().bytes(),
        ledger.readerThreads(),
        ledger.readQueueMax(),
        ledger.listSessionsMax(),
        ledger.dictionaryEntriesMax(),
        ledger.filterBytes().bytes());
  }

  private static LogObserver observer(ProfileMeters meters) {
    return new LogObserver() {
      @Override
      public void committed(int events, long bytes, long commitNanos, int queueDepth) {
        meters.committed(events, bytes, commitNanos, queueDepth);
      }

      @Override
      public void failed(int events) {
        meters.failed(events);
      }
    };
  }

  @Override
  public EventLog log() {
    return log;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public ConsistencyLedger watch() {
    return ledger.watch();
  }

  @Override
  public SweepLedger sweep() {
    return ledger.sweep();
  }

  @Override
  public OperationsLedger operations() {
    return ledger.operations();
  }

  @Override
  public Archive archive() {
    return ledger.archive();
  }

  @Override
  public LedgerExport export() {
    return ledger.export();
  }

  @Override
  public SpareLedger.Shelf shelf() {
    return shelf;
  }

  @Override
  public long diskFree() {
    return directory.path().toFile().getUsableSpace();
  }

  @Override
  public long compactLog(Duration retention) {
    List<Long> projected = new ArrayList<>();
    for (int p = 0; p < log.partitions(); p++) {
      projected.add(ledger.position(p).h());
    }
    return log.compact(new CompactionRequest(projected, retention)).dropped();
  }

  @Override
  public boolean shrinkLog() {
    return log.shrink();
  }

  @Override
  public Verified verifyLog() {
    LogScrub.Slice slice = log.scrub().step();
    return new Verified(slice.bytes(), slice.isLast(), slice.damagedPartitions());
  }

  /** The ledger first: it reads nothing any more, and the log may still flush. */
  @Override
  public void close() {
    try (directory;
        log) {
      ledger.close();
    }
  }
}
