package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log again from its first batch to its last, a little at a time, and checks what every
 * reader checks, so that damage to what nobody reads is found while there may still be a backup
 * that is whole. In each partition it stops at the first damage, because what follows can't be told
 * from it.
 *
 * <p>It sees what SQLite and the kernel give it: a page that the kernel holds in memory is not read
 * from the disk again.
 *
 * <p>{@link #step} is for one driver; everything else is thread-safe.
 */
public final class LogScrub {
  private static final long SLICE_BYTES = 1 << 20;

  private final SqliteFile file;
  private final LogStore store;
  private final TimeSource time;

  // The pass that is under way.
  private int partition;
  private long covered;
  private long until;
  private long read;
  private boolean isPartitionBegun;
  private List<String> found = new ArrayList<>();

  private volatile long passBytes;
  private volatile List<String> damages = List.of();
  private volatile @Nullable Instant endedAt;

  LogScrub(SqliteFile file, LogStore store, TimeSource time) {
    this.file = file;
    this.store = store;
    this.time = time;
  }

  /**
   * What a step did.
   *
   * @param bytes how much was read
   * @param isLast true when the pass is over: the next step begins anew
   * @param damagedPartitions as known now
   */
  public record Slice(long bytes, boolean isLast, int damagedPartitions) {}

  /**
   * Checks the next mebibyte or so. Damage is no failure of this call: {@link #damages} tells it.
   *
   * @throws dev.ovation.core.port.OvationException when reading failed for a reason that may pass;
   *     the next step tries the same again
   */
  public Slice step() {
    if (partition == 0 && !isPartitionBegun) {
      read = 0;
      found = new ArrayList<>();
    }
    if (!isPartitionBegun) {
      // Under constant appends a pass would never reach an end that moves.
      until = store.end(partition);
      covered = 0;
      isPartitionBegun = true;
    }
    long before = read;
    boolean isDone;
    try {
      isDone = slice();
    } catch (CorruptionException e) {
      found.add(String.valueOf(e.getMessage()));
      damages = List.copyOf(found);
      isDone = true;
    }
    passBytes = read;
    boolean isLast = isDone && nextPartition();
    return new Slice(read - before, isLast, damages.size());
  }

  private boolean slice() {
    long start = read;
    // The end is asked for anew: compaction may have joined the batch that ended the partition at
    // the start of the pass with later ones.
    store
        .reader()
        .batches(
            partition,
            covered,
            store.end(partition),
            batch -> {
              batch.records(file).forEach(record -> batch.decode(file, record));
              covered = batch.last();
              read += batch.body().length;
              return covered < until && read - start < SLICE_BYTES;
            });
    return covered >= until;
  }

  /** True when there is none: the pass is over. */
  private boolean nextPartition() {
    isPartitionBegun = false;
    partition++;
    if (partition < store.ends().length) {
      return false;
    }
    partition = 0;
    damages = List.copyOf(found);
    endedAt = Instant.ofEpochMilli(time.millis());
    return true;
  }

  /** What is damaged, one sentence for each partition that is; empty when all is well. */
  public List<String> damages() {
    return damages;
  }

  /** For people: how far the verification is. */
  String summary() {
    Instant ended = endedAt;
    return ended == null
        ? "verifying, " + (passBytes >> 20) + " MiB so far"
        : "verified last at " + ended;
  }
}
