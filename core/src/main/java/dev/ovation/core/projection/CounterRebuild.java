package dev.ovation.core.projection;

import dev.ovation.core.port.Checkpoints.Known;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Begins a partition of counters in a ledger that has nothing of it, although events of it may have
 * expired: with the totals of the checkpoints, which are in the log of the registers beside it. So
 * that log must have been projected to its end first. From then on the partition is projected as
 * usual from the first record that is left; up to the offset of a counter's checkpoint its events
 * only make their tokens known, see {@link OwnerFold}.
 *
 * <p>All that must outlive its owner is in the ledger: the next one goes on where this one was.
 * Moves in steps; not thread-safe.
 */
public final class CounterRebuild {
  private final int partition;
  private final int registers;
  private final EventLog log;
  private final ClusterLedger ledger;
  private @Nullable Long registersEnd;
  private @Nullable Long restored;

  /**
   * @param partition of counters
   * @param registers the partition that their checkpoints are in
   */
  public CounterRebuild(int partition, int registers, EventLog log, ClusterLedger ledger) {
    this.partition = partition;
    this.registers = registers;
    this.log = log;
    this.ledger = ledger;
  }

  /** What a step came to. */
  public enum State {
    /** Take another. */
    WORKED,
    /** The registers are not projected far enough; take another later. */
    WAITS,
    /** The partition can be projected. */
    DONE
  }

  /**
   * Up to which offset counts may come from checkpoints; 0 when they don't, or nobody knows yet.
   */
  public long restored() {
    return restored == null ? 0 : restored;
  }

  public boolean isDone() {
    return restored != null;
  }

  /**
   * Takes a step as the partition's owner.
   *
   * @return fails with {@link CorruptionException} when the log has lost events that no checkpoint
   *     holds: counting what is left would be wrong without anybody knowing
   */
  public CompletableFuture<State> step(long epoch) {
    Long end = registersEnd;
    if (end == null) {
      return begin();
    }
    if (ledger.position(registers).h() < end) {
      return CompletableFuture.completedFuture(State.WAITS);
    }
    long before = beforeFirstRecord();
    Known known = ledger.checkpoints().known(partition);
    if (before > known.covered()) {
      throw new CorruptionException(
          ("the log of partition %d begins after offset %d, but checkpoints hold its events only up"
                  + " to %d: those in between are lost. Restore the ledger from a backup, or the"
                  + " topic; counted from what is left, counters would be too low")
              .formatted(partition, before, known.covered()),
          null);
    }
    if (known.counters() > 0) {
      ledger.checkpoints().restore(partition, epoch, before);
    }
    restored = ledger.checkpoints().known(partition).restored();
    return CompletableFuture.completedFuture(State.DONE);
  }

  private CompletableFuture<State> begin() {
    Known known = ledger.checkpoints().known(partition);
    if (known.restored() > 0 || ledger.position(partition).h() > 0) {
      restored = known.restored();
      return CompletableFuture.completedFuture(State.DONE);
    }
    return log.endNow(registers)
        .thenApply(
            end -> {
              registersEnd = end;
              return State.WORKED;
            });
  }

  private long beforeFirstRecord() {
    List<LogRecord> first = log.read(partition, 0, 1);
    return first.isEmpty() ? log.end(partition) : first.getFirst().offset() - 1;
  }
}
