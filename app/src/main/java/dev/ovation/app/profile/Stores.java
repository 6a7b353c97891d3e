package dev.ovation.app.profile;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;

/** The engines that a process keeps its data in. */
interface Stores extends AutoCloseable {
  EventLog log();

  Ledger ledger();

  /** Bytes that may still be written to the disk. */
  long diskFree();

  @Override
  void close();
}
