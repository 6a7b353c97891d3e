package dev.ovation.app.profile;

import dev.ovation.app.operation.SpareLedger;
import dev.ovation.core.port.Archive;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.SweepLedger;
import java.time.Duration;

/** The engines that a process keeps its data in. */
interface Stores extends AutoCloseable {
  EventLog log();

  Ledger ledger();

  /** The same ledger, for those who watch it. */
  ConsistencyLedger watch();

  /** The same ledger, for those who go through all of it. */
  SweepLedger sweep();

  /** The same ledger, for work that takes longer than a request. */
  OperationsLedger operations();

  /** What registers held before they were unset. */
  Archive archive();

  /** All that the ledger holds. */
  LedgerExport export();

  /** Where ledgers are that are made beside it. */
  SpareLedger.Shelf shelf();

  /** Bytes that may still be written to the disk. */
  long diskFree();

  /**
   * Takes out of the log what no rebuild needs: of events that are projected and older than told,
   * all but the newest of each register. Blocks for as long as reading the log takes, if anything
   * has become old enough since the last time.
   *
   * @return how many events went
   */
  long compactLog(Duration retention);

  /**
   * Gives a little of the log's free space back to the file system, while appends wait.
   *
   * @return whether there is more to give back
   */
  boolean shrinkLog();

  /**
   * Verifies the next little part of the log. What is damaged is told by the log's {@link
   * EventLog#check}.
   */
  Verified verifyLog();

  /**
   * What was verified.
   *
   * @param isLast true when this was the end of the log; the next part is its beginning
   * @param damagedPartitions as known now
   */
  record Verified(long bytes, boolean isLast, int damagedPartitions) {}

  @Override
  void close();
}
