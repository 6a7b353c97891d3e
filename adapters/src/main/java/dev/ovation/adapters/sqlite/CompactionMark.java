package dev.ovation.adapters.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * Up to where the last complete compaction of a partition got: without a batch that became old
 * enough since then there is nothing to do. (A register that was superseded meanwhile by a younger
 * event keeps its old one until then.)
 *
 * @param prefix the last offset of the batches that were old enough to be rewritten
 * @param counters the last offset of those among them whose counters were old enough to be folded
 */
record CompactionMark(long prefix, long counters) {
  static final String PREFIX = "compacted-";
  static final String COUNTERS = "counters-compacted-";

  /**
   * What makes a batch old enough.
   *
   * @param horizon the last offset that is projected
   * @param createdBeforeMillis only what was appended before this
   * @param countersBeforeMillis counters are folded of what was appended before this, too
   */
  record Bounds(long horizon, long createdBeforeMillis, long countersBeforeMillis) {
    boolean isOld(StoredBatch batch) {
      return batch.last() <= horizon && batch.createdMillis() < createdBeforeMillis;
    }

    boolean isOldForCounters(StoredBatch batch) {
      return isOld(batch) && batch.createdMillis() < countersBeforeMillis;
    }
  }

  /** Whether a batch has become old enough since. Reads two batches at the most. */
  boolean isBehind(LogReader reader, int partition, long end, Bounds bounds) {
    StoredBatch next = first(reader, partition, prefix, end);
    if (next != null && bounds.isOld(next)) {
      return true;
    }
    StoredBatch nextCounters = first(reader, partition, counters, end);
    return nextCounters != null && bounds.isOldForCounters(nextCounters);
  }

  private static @Nullable StoredBatch first(
      LogReader reader, int partition, long after, long end) {
    @Nullable StoredBatch[] first = {null};
    reader.batches(
        partition,
        after,
        end,
        batch -> {
          first[0] = batch;
          return false;
        });
    return first[0];
  }
}
