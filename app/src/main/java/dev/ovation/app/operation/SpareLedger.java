package dev.ovation.app.operation;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.projection.Projector.Progress;
import java.util.concurrent.CompletableFuture;

/** A ledger that is made beside the one that is served, from the same log. Thread-safe. */
public interface SpareLedger extends AutoCloseable {

  Ledger ledger();

  /** All that it holds. */
  LedgerExport export();

  /**
   * Carries a partition of a log into it, as the ledger that is served gets it.
   *
   * @param log nothing may be appended to it
   */
  Replay replay(int partition, EventLog log);

  @Override
  void close();

  /** A partition's way into a ledger, a step at a time. For one thread. */
  @FunctionalInterface
  interface Replay {
    /** Takes a step; the future fails with what a port failed with. */
    CompletableFuture<Progress> step();
  }

  /** Where spare ledgers are. Thread-safe. */
  interface Shelf {
    /** Letters, digits and underscores, so that it can be a folder's or a schema's name. */
    String NAME = "[a-z][a-z0-9_]{0,39}";

    /** Whether there is one of this name. */
    boolean has(String name);

    /**
     * Opens a ledger, making it if there is none.
     *
     * @param name of the form {@link #NAME}
     * @throws OvationException when it can't be used now, as when somebody else has it open
     */
    SpareLedger open(String name);
  }
}
