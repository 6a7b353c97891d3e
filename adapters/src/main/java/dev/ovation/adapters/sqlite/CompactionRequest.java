package dev.ovation.adapters.sqlite;

import java.time.Duration;
import java.util.List;

/**
 * What compaction may touch.
 *
 * @param horizons by partition: only records at or before this offset, which must be projected
 * @param keepWhole only records that were appended longer ago than this
 */
public record CompactionRequest(List<Long> horizons, Duration keepWhole) {
  public CompactionRequest {
    horizons = List.copyOf(horizons);
    if (keepWhole.isNegative()) {
      throw new IllegalArgumentException("keepWhole must be at least 0");
    }
  }

  /**
   * What compaction did.
   *
   * @param looked records in the batches that were old enough
   * @param dropped how many of them are gone
   * @param checkpoints how many counters have their total in one record now
   */
  public record Result(long looked, long dropped, long checkpoints) {}
}
