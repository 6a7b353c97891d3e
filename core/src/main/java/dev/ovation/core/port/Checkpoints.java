package dev.ovation.core.port;

import dev.ovation.core.domain.Event.LedgerCheckpoint;
import java.time.Duration;
import java.util.List;

/**
 * What a ledger knows of the checkpoints of counters whose events expire: which counters have
 * changed since their last one, and what the newest ones are that were met in the log.
 *
 * <p>A counter of a partition that holds counters only is <em>due</em> a checkpoint from the commit
 * on that changes its count, takes an event of it out of the outbox, or parks one. The ledger notes
 * that in the same transaction, whoever commits. Ages are by the ledger's own clock.
 *
 * <p>Thread-safe; does I/O on the caller's thread, and fails as the ledger does.
 */
public interface Checkpoints {

  /**
   * Makes checkpoints of counters that are due, as the partition's owner: those first that have
   * waited longest. Total, outbox and position are of one moment. What the outbox holds is left out
   * of a total: it is met in the log later.
   *
   * <p>A counter with a parked event has none made: whatever is decided of that event changes a
   * total that a checkpoint of a later offset would vouch for.
   *
   * @param age only counters that have been due for so long
   * @throws OvationException with {@link ErrorCode#FENCED} as {@link ClusterLedger#transactAsOwner}
   */
  Slice take(int partition, long epoch, Duration age, int countersMax);

  /**
   * Some checkpoints.
   *
   * @param covered once they are durable, up to this offset all events are in durable checkpoints
   */
  record Slice(List<LedgerCheckpoint> checkpoints, long covered) {}

  /**
   * Notes that checkpoints are durable in the log. A counter that has changed since it was made
   * stays due.
   *
   * @throws OvationException with {@link ErrorCode#FENCED} likewise
   */
  void made(int partition, long epoch, List<LedgerCheckpoint> durable);

  /**
   * For how long the counter that has waited longest, of any partition, has been due; zero when
   * none is.
   */
  Duration behind();

  /** What was met in the log of checkpoints of a partition of counters. */
  Known known(int partition);

  /**
   * Checkpoints of a partition.
   *
   * @param counters how many counters have one
   * @param h the greatest offset that one was made at
   * @param covered up to this offset all events are in checkpoints
   * @param restored the greatest offset of a checkpoint that the partition was restored from; 0
   *     when it was not
   */
  record Known(long counters, long h, long covered, long restored) {}

  /**
   * Begins a partition of counters of which nothing was projected yet with the totals of the
   * checkpoints that were met: adds them to the counts, takes over their commit number and version,
   * and stands at the offset from then on. Does nothing when that was done or something was
   * projected.
   *
   * @param h before the first record that the log still has
   * @throws OvationException with {@link ErrorCode#FENCED} likewise
   */
  void restore(int partition, long epoch, long h);
}
