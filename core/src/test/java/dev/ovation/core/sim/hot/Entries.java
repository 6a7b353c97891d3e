package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.Pending;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the scripts compute of entries. */
final class Entries {
  private Entries() {}

  /** Base plus what every entry adds; null while a row is unknown. */
  static @Nullable Counts shown(PartitionKeys.Target target) {
    PartitionKeys.Base base = target.base;
    if (base == null) {
      return null;
    }
    Map<String, Long> shown = new TreeMap<>(base.counts().byValue());
    for (EntryState entry : target.entries.values()) {
      Pending pending = entry.pending();
      if (pending == null || (pending.offset() <= base.h() && !pending.parked())) {
        continue;
      }
      Row row = entry.row();
      if (row == null) {
        return null;
      }
      add(shown, row, pending.event());
    }
    return Counts.of(shown);
  }

  /** The same for those who look at it: entries whose row is unknown are left out. */
  static Map<String, Long> shownOfKnown(PartitionKeys.Target target, PartitionKeys.Base base) {
    Map<String, Long> shown = new TreeMap<>(base.counts().byValue());
    for (EntryState entry : target.entries.values()) {
      Pending pending = entry.pending();
      Row row = entry.row();
      if (pending != null && row != null && (pending.offset() > base.h() || pending.parked())) {
        add(shown, row, pending.event());
      }
    }
    return shown;
  }

  private static void add(Map<String, Long> shown, Row row, Event event) {
    switch (event) {
      case RegisterEvent e -> {
        if (Rule.wins(e.version(), row.version())) {
          count(shown, e.value(), 1);
          count(shown, row.value(), -1);
        }
      }
      case CounterEvent e -> {
        if (Rule.counts(row, e)) {
          count(shown, e.targetKind().kind(), e.by());
        }
      }
      case Checkpoint e -> {}
    }
  }

  private static void count(Map<String, Long> shown, @Nullable String value, long delta) {
    if (value != null) {
      shown.merge(value, delta, Long::sum);
    }
  }

  /**
   * The entry with a durable event recorded as pending, unless a better one is: the newer version
   * of a register; of the copies of a counter event the one that the ledger meets first.
   */
  static EntryState record(EntryState entry, Event event, long offset) {
    Pending before = entry.pending();
    boolean better =
        before == null
            || switch (event) {
              case RegisterEvent e -> Rule.wins(e.version(), before.event().version());
              case CounterEvent e -> offset < before.offset() && !before.parked();
              case Checkpoint e -> false;
            };
    return better ? new EntryState(entry.row(), new Pending(event, offset, false)) : entry;
  }

  /** What an event comes to for its caller. */
  static Effect effect(EntryState entry, Event event) {
    Row row = entry.row();
    Pending before = entry.pending();
    return switch (event) {
      case RegisterEvent e -> {
        Row known = row;
        if (before != null
            && before.event() instanceof RegisterEvent p
            && (known == null || Rule.wins(p.version(), known.version()))) {
          known = new Row(p.value(), p.version(), p.atMillis(), 0);
        }
        yield known == null
            ? Effect.UNKNOWN
            : Effect.of(
                Rule.wins(e.version(), known.version())
                    && !Objects.equals(e.value(), known.value()));
      }
      case CounterEvent e -> {
        if (before != null && before.event().version() != e.version()) {
          yield Effect.UNCHANGED;
        }
        yield row == null ? Effect.UNKNOWN : Effect.of(Rule.counts(row, e));
      }
      case Checkpoint e -> Effect.UNCHANGED;
    };
  }

  /** True when a confirm has brought this very event: as the row, or as parked. */
  static boolean isConfirmed(EntryState entry, Event event) {
    Row row = entry.row();
    Pending pending = entry.pending();
    return (row != null && row.version() == event.version())
        || (pending != null && pending.parked() && pending.event().version() == event.version());
  }

  /** True when a confirm up to offset h has taken the pending event over. */
  static boolean isProjected(EntryState entry, long h) {
    Pending pending = entry.pending();
    return pending != null && !pending.parked() && pending.offset() <= h;
  }

  /**
   * A counter event without token is met again at the same offset only, which the place has passed
   * then: its hint is never too old, and trimming it leaves no floor.
   */
  static boolean isVersionKey(String key) {
    return key.startsWith(EntryKey.VERSION_PREFIX);
  }
}
