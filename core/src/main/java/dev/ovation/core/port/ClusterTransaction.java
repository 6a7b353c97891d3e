package dev.ovation.core.port;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** The newest checkpoints that were met in the log, in the order asked; null where none was. */
  List<@Nullable LedgerCheckpoint> checkpoints(List<TargetKind> targetKinds);

  /** Stores checkpoints that are newer than those known. */
  void checkpoint(Collection<LedgerCheckpoint> newest);

  /**
   * Up to which offset the totals of counters came from checkpoints, in the order asked; 0 where
   * they did not. See {@link Checkpoints#restore}.
   */
  List<Long> restoredUpTo(List<TargetKind> targetKinds);

  /** Takes rows out of the outbox. */
  void dequeue(Collection<Long> ids);
}
