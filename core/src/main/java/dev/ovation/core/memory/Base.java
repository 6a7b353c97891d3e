package dev.ovation.core.memory;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.HotInspection.HotBase;
import dev.ovation.core.port.HotStore.Pending;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a (target, kind) as of commit n, and beside them the counts to show: base plus what
 * every entry adds.
 *
 * <p>The sum over the entries is kept up to date instead of being added up at every read, so that a
 * target with many entries costs no more than one with few. It is not state of its own: whoever
 * changes an entry takes its part out before and puts it in after, in the same critical section,
 * and {@link #rebase} adds everything up anew.
 */
final class Base {
  private Counts counts;
  private long n;
  private long h;
  private final TreeMap<String, Long> shown = new TreeMap<>();

  /** A copy of {@link #shown} to give away; null when that has changed since. */
  private @Nullable Counts copy;

  /** Entries whose part cannot be told because their row is unknown. While there are any: cold. */
  private int unknown;

  private long bytes;

  Base(Counts counts, long n, long h, Collection<Entry> entries) {
    this.counts = counts;
    rebase(counts, n, h, entries);
  }

  void rebase(Counts newCounts, long newN, long newH, Collection<Entry> entries) {
    counts = newCounts;
    n = newN;
    h = newH;
    unknown = 0;
    copy = null;
    shown.clear();
    shown.putAll(counts.byValue());
    for (Entry entry : entries) {
      add(entry);
    }
    // Fixed until the next time, so that what was put on the scales is what is taken off.
    bytes = 320 + 160L * shown.size();
  }

  /** Adds the entries up anew, after several of them changed. */
  void recount(Collection<Entry> entries) {
    rebase(counts, n, h, entries);
  }

  long n() {
    return n;
  }

  @Nullable Counts shown() {
    if (unknown > 0) {
      return null;
    }
    Counts known = copy;
    if (known == null) {
      known = Counts.of(shown);
      copy = known;
    }
    return known;
  }

  /** A copy, for those who compare it. */
  HotBase contents() {
    return new HotBase(new TreeMap<>(shown), n, h);
  }

  void add(Entry entry) {
    part(entry, 1);
  }

  void takeOut(Entry entry) {
    part(entry, -1);
  }

  private void part(Entry entry, int sign) {
    Pending pending = entry.pending;
    if (pending == null || (pending.offset() <= h && !pending.parked())) {
      return;
    }
    Row row = entry.row;
    if (row == null) {
      unknown += sign;
      return;
    }
    Event event = pending.event();
    if (!Entry.addsTo(row, event)) {
      return;
    }
    switch (event) {
      case RegisterEvent e -> {
        count(e.value(), sign);
        count(row.value(), -sign);
      }
      case CounterEvent e -> count(e.targetKind().kind(), (long) sign * e.by());
      case Checkpoint e -> {}
    }
  }

  private void count(@Nullable String value, long delta) {
    if (value != null) {
      copy = null;
      shown.merge(value, delta, Long::sum);
    }
  }

  /** Estimated heap. Values are shared with the configuration. */
  long bytes() {
    return bytes;
  }
}
