package dev.ovation.app.profile;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import java.time.Duration;

/** The engines that a process keeps its data in. */
interface Stores extends AutoCloseable {
  EventLog log();

  Ledger ledger();

  /** Bytes that may still be written to the disk. */
  long diskFree();

  /**
   * Drops events of the log that are older, projected, and not the last of their register.
   *
   * @return how many events went
   */
  long compactLog(Duration retention);

  /**
   * Removes old tombstones and counters' tokens from the ledger.
   *
   * @return how many rows went
   */
  long purgeLedger(Duration tombstoneRetention);

  @Override
  void close();
}
