package dev.ovation.core.port;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import java.util.Collection;
import java.util.List;

/** An open transaction of a partition of a ledger that has an outbox. */
public interface ClusterTransaction extends LedgerTransaction {

  /**
   * The rows of the outbox that hold an event of one of these keys, whatever its version, in the
   * order they were written.
   *
   * @param keys of entries, see {@link Event#entryKey}
   */
  List<OutboxRow> outbox(Collection<TokenKey> keys);

  /** The rows of the outbox that commits after n wrote, in the order they were written. */
  List<OutboxRow> outboxAfter(long n);

  /** Adds events to the outbox, in order; they carry the commit number of this transaction. */
  void enqueue(List<Event> events);

  /** Takes rows out of the outbox. */
  void dequeue(Collection<Long> ids);
}
