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
   * Takes out of the log what no rebuild needs: of events that are projected and older than told,
   * all but the newest of each register. Blocks for as long as reading the log takes.
   *
   * @return how many events went
   */
  long compactLog(Duration retention);

  @Override
  void close();
}
