package dev.ovation.core.consistency;

import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes what projectors tell, and picks what is watched of it at once, so that nothing else is held
 * on to. What projectors do not tell of although they passed it (a commit whose answer got lost, an
 * offset that somebody moved, the work of an owner before) is a gap, which is to be read from the
 * log. Thread-safe.
 */
final class Intake implements ProjectionListener {
  /** Of a longer gap only the end is read. */
  private static final int GAP_EVENTS_MAX = 100_000;

  /** While the watcher does not come to take them; what is more is left out and counted. */
  private static final int SLICES_MAX = 10_000;

  private final TimeSource time;
  private final int lookBack;
  private final Sampler sampler; // Guarded by this, as is what follows.
  private final Map<Integer, Long> passed = new HashMap<>();
  private final ArrayDeque<Slice> slices = new ArrayDeque<>();
  private final ArrayDeque<Gap> gaps = new ArrayDeque<>();

  /**
   * What is left of one batch.
   *
   * @param seen how many events it had
   * @param overRate how many were left out because of the rate
   * @param gap whether it was read from the log: then nobody knows when it was projected
   */
  record Slice(
      int partition,
      long committedNanos,
      int seen,
      int overRate,
      boolean gap,
      List<LogRecord> sampled) {}

  /** The offsets (after, upTo] of a partition were passed and not told. */
  record Gap(int partition, long after, long upTo, long unread) {}

  Intake(WatchSettings settings, TimeSource time) {
    this.time = time;
    this.lookBack = settings.lookBack();
    this.sampler = new Sampler(settings.eventsPerSecond(), time.nanos());
  }

  @Override
  public synchronized void stands(int partition, long h) {
    pass(partition, h, h);
  }

  @Override
  public synchronized void projected(int partition, long after, List<LogRecord> records) {
    pass(partition, after, records.getLast().offset());
    sample(partition, records, false);
  }

  private void pass(int partition, long from, long upTo) {
    Long before = passed.put(partition, upTo);
    // A ledger that went back projects again what it lost, and tells of it again.
    long start = before == null ? Math.max(0, from - lookBack) : Math.min(before, from);
    if (start < from) {
      long after = Math.max(start, from - GAP_EVENTS_MAX);
      gaps.add(new Gap(partition, after, from, after - start));
    }
  }

  private void sample(int partition, List<LogRecord> records, boolean gap) {
    long now = time.nanos();
    int granted = slices.size() < SLICES_MAX ? sampler.grant(records.size(), now) : 0;
    List<LogRecord> sampled = new ArrayList<>(granted);
    for (int i = 0; i < granted; i++) {
      // Evenly over the batch: its beginning is no fair sample of it.
      sampled.add(records.get((int) ((long) i * records.size() / granted)));
    }
    int seen = records.size();
    Slice last = slices.peekLast();
    if (granted == 0 && last != null && last.partition() == partition) {
      slices.removeLast();
      slices.add(
          new Slice(
              partition,
              last.committedNanos(),
              last.seen() + seen,
              last.overRate() + seen,
              last.gap(),
              last.sampled()));
      return;
    }
    slices.add(new Slice(partition, now, seen, seen - granted, gap, sampled));
  }

  /** A part of a gap was read. */
  synchronized void read(Gap gap, List<LogRecord> records) {
    if (!records.isEmpty()) {
      sample(gap.partition(), records, true);
    }
  }

  /** Leaves what was not read of a gap for later. */
  synchronized void putBack(Gap rest) {
    gaps.addFirst(rest);
  }

  synchronized @Nullable Gap takeGap() {
    return gaps.poll();
  }

  synchronized @Nullable Slice take() {
    return slices.poll();
  }

  /** The partitions that were ever told of. */
  synchronized Set<Integer> partitions() {
    return new TreeSet<>(passed.keySet());
  }
}
