package dev.ovation.adapters.sqlite;

import dev.ovation.adapters.sqlite.CompactionRequest.Result;
import dev.ovation.adapters.sqlite.StoredBatch.Encoded;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of old batches what no rebuild needs: register events that a newer version supersedes,
 * wherever in the log that is, and counter events whose sum a checkpoint holds. Records keep their
 * offsets, and ranges stay covered without gaps.
 *
 * <p>Each slice is one transaction, so appends go on in between and a crash leaves a log that is
 * right. That is why slices are taken from the last to the first: a checkpoint, which stands where
 * the last event it sums was, is written before any of those events goes, and a reader lets its
 * total replace whatever it had added up before it.
 */
final class LogCompactor {
  private static final int SLICE_BATCHES_MAX = 64;
  private static final long SLICE_BYTES_MAX = 1 << 20;

  /** Offsets a batch may cover: they are stored as 32-bit distances. */
  private static final long SLICE_OFFSETS_MAX = 1L << 31;

  /** What clocks may be apart. Tokens of events this much older than the window are not needed. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

  private final SqliteFile file;
  private final LogStore store;
  private final Path scratchPath;
  private long looked;
  private long dropped;
  private long checkpoints;

  LogCompactor(SqliteFile file, LogStore store, Path scratchPath) {
    this.file = file;
    this.store = store;
    this.scratchPath = scratchPath;
  }

  Result compact(CompactionRequest request, long nowMillis) throws SQLException, IOException {
    for (int p = 0; p < request.horizons().size(); p++) {
      // Counter events newer than this may still meet a repetition of their token.
      long newestCounterMillis = nowMillis - Rule.TOKEN_WINDOW_MILLIS - CLOCK_SKEW.toMillis();
      CompactionMark.Bounds bounds =
          new CompactionMark.Bounds(
              request.horizons().get(p),
              nowMillis - request.keepWhole().toMillis(),
              newestCounterMillis);
      if (!store.mark(p).isBehind(store.reader(), p, store.end(p), bounds)) {
        continue;
      }
      try (CompactionScratch scratch = CompactionScratch.create(scratchPath)) {
        Partition partition = new Partition(p, scratch, bounds);
        partition.collect();
        partition.rewrite();
        store.mark(p, new CompactionMark(partition.prefixUpTo, partition.countersUpTo));
      }
    }
    return new Result(looked, dropped, checkpoints);
  }

  private final class Partition {
    final int partition;
    final CompactionScratch scratch;

    final CompactionMark.Bounds bounds;

    /** Up to where batches are rewritten; set by {@link #collect}. */
    long prefixUpTo;

    /** Up to where counters are folded; set by {@link #collect}. */
    long countersUpTo;

    Partition(int partition, CompactionScratch scratch, CompactionMark.Bounds bounds) {
      this.partition = partition;
      this.scratch = scratch;
      this.bounds = bounds;
    }

    /** Reads the whole partition, because the newest version may be anywhere in it. */
    void collect() throws SQLException {
      long end = store.end(partition);
      boolean[] isPrefix = {true};
      boolean[] isCounterPrefix = {true};
      long[] covered = {0};
      while (covered[0] < end) {
        int[] batches = {0};
        // A few batches at a time: a long read would keep the WAL from beginning anew.
        store
            .reader()
            .batches(
                partition,
                covered[0],
                end,
                batch -> {
                  isPrefix[0] &= bounds.isOld(batch);
                  isCounterPrefix[0] &= isPrefix[0] && bounds.isOldForCounters(batch);
                  if (isPrefix[0]) {
                    prefixUpTo = batch.last();
                    scratch.prefix(batch);
                  }
                  if (isCounterPrefix[0]) {
                    countersUpTo = batch.last();
                  }
                  collect(batch, isCounterPrefix[0]);
                  covered[0] = batch.last();
                  return ++batches[0] < SLICE_BATCHES_MAX;
                });
      }
    }

    private void collect(StoredBatch batch, boolean foldCounters) throws SQLException {
      for (Encoded encoded : batch.records(file)) {
        Event event = event(batch, encoded);
        switch (event) {
          case null -> {}
          case RegisterEvent e -> scratch.register(e);
          case CounterEvent e when !foldCounters -> scratch.stays(e);
          case CounterEvent e -> scratch.fold(e, encoded.offset(), bounds.countersBeforeMillis());
          case CounterCheckpoint e when foldCounters ->
              scratch.fold(e, encoded.offset(), bounds.countersBeforeMillis());
          case CounterCheckpoint e -> {}
          case LedgerCheckpoint e -> {}
        }
      }
    }

    /** The event of a record; null when it is of a format that is not known here. */
    private @Nullable Event event(StoredBatch batch, Encoded encoded) {
      return switch (batch.decode(file, encoded)) {
        case LogRecord.Readable(long offset, Event event) -> event;
        case LogRecord.Unreadable unreadable -> null;
      };
    }

    void rewrite() throws SQLException {
      long before = Long.MAX_VALUE;
      while (true) {
        List<CompactionScratch.Range> slice = slice(before);
        if (slice.isEmpty()) {
          return;
        }
        before = slice.getLast().last();
        rewrite(slice);
      }
    }

    /** Neighbouring batches, the last first, that together make a batch of a good size. */
    private List<CompactionScratch.Range> slice(long before) throws SQLException {
      List<CompactionScratch.Range> slice = new ArrayList<>();
      long bytes = 0;
      for (CompactionScratch.Range range : scratch.rangesBefore(before, SLICE_BATCHES_MAX)) {
        bytes += range.bytes();
        boolean fits =
            bytes <= SLICE_BYTES_MAX
                && (slice.isEmpty() || slice.getFirst().last() - range.after() < SLICE_OFFSETS_MAX);
        if (!slice.isEmpty() && !fits) {
          break;
        }
        slice.add(range);
      }
      return slice;
    }

    private void rewrite(List<CompactionScratch.Range> slice) throws SQLException {
      long after = slice.getLast().after();
      long last = slice.getFirst().last();
      List<Encoded> kept = new ArrayList<>();
      long[] createdMillis = {0};
      long lookedBefore = looked;
      // A checkpoint in the place of one event changes the batch although nothing goes.
      boolean[] isChanged = {slice.size() > 1};
      store
          .reader()
          .batches(
              partition,
              after,
              last,
              batch -> {
                createdMillis[0] = Math.max(createdMillis[0], batch.createdMillis());
                for (Encoded encoded : batch.records(file)) {
                  looked++;
                  Encoded replacement = keep(batch, encoded);
                  isChanged[0] |= replacement == null || !replacement.equals(encoded);
                  if (replacement != null) {
                    kept.add(replacement);
                  }
                }
                return true;
              });
      dropped += looked - lookedBefore - kept.size();
      if (isChanged[0]) {
        store.replace(
            slice.stream().map(CompactionScratch.Range::last).toList(),
            new StoredBatch(
                partition, after, last, createdMillis[0], StoredBatch.body(after, kept)));
      }
    }

    /** The record as it is from now on; null when it goes. */
    private @Nullable Encoded keep(StoredBatch batch, Encoded encoded) throws SQLException {
      Event event = event(batch, encoded);
      return switch (event) {
        case null -> encoded;
        case RegisterEvent e -> scratch.isNewest(e) ? encoded : null;
        case CounterEvent e -> keepCounter(e, encoded);
        case CounterCheckpoint e -> keepCounter(e, encoded);
        case LedgerCheckpoint e -> encoded;
      };
    }

    private @Nullable Encoded keepCounter(Event event, Encoded encoded) throws SQLException {
      if (encoded.offset() > countersUpTo) {
        return encoded;
      }
      CompactionScratch.Total total = scratch.total(event.targetKind());
      if (total == null) {
        return encoded;
      }
      if (encoded.offset() != total.last()) {
        return null;
      }
      checkpoints++;
      return new Encoded(
          encoded.offset(),
          EventCodec.encode(
              new CounterCheckpoint(
                  event.targetKind(), total.total(), total.version(), total.atMillis())));
    }
  }
}
