package dev.ovation.core.memory;

import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the slot knows of one key: the confirmed row and the newest event that is not confirmed yet.
 * Guarded by its {@link PartitionSlot}.
 */
final class Entry {
  /** Null when unknown. */
  @Nullable Row row;

  @Nullable Pending pending;

  Entry(@Nullable Row row) {
    this.row = row;
  }

  EntryState state() {
    return new EntryState(row, pending);
  }

  /** Whether the event adds something to what the row says. Only for a row that is known. */
  static boolean addsTo(Row row, Event event) {
    return switch (event) {
      case RegisterEvent e -> Rule.wins(e.version(), row.version());
      case CounterEvent e -> Rule.counts(row, e);
      case Checkpoint e -> false;
    };
  }

  /**
   * Records a durable event as pending, unless a better one is. For registers the newer version is
   * better; of the copies of a counter event the one with the lower offset, because the ledger
   * meets it first.
   *
   * @return what the event comes to for its caller: see {@code Visible.effect}
   */
  Effect record(Event event, long offset) {
    Pending before = pending;
    boolean better =
        before == null
            || switch (event) {
              case RegisterEvent e -> Rule.wins(e.version(), before.event().version());
              case CounterEvent e -> offset < before.offset() && !before.parked();
              case Checkpoint e -> false;
            };
    Effect effect = effect(event);
    if (better) {
      pending = new Pending(event, offset, false);
    }
    return effect;
  }

  private Effect effect(Event event) {
    return switch (event) {
      case RegisterEvent e -> {
        Row known = row;
        Pending before = pending;
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
        Pending before = pending;
        if (before != null && before.event().version() != e.version()) {
          yield Effect.UNCHANGED;
        }
        yield row == null ? Effect.UNKNOWN : Effect.of(Rule.counts(row, e));
      }
      case Checkpoint e -> Effect.UNCHANGED;
    };
  }

  /** True when a confirm has brought this very event: as the row, or as parked. */
  boolean isConfirmed(Event event) {
    return (row != null && row.version() == event.version())
        || (pending != null && pending.parked() && pending.event().version() == event.version());
  }

  /**
   * Whether a row as of commit n takes the place of what is known. What was known as of an earlier
   * commit is never better, whatever it says: it may have been read from a row that is mended by
   * now. What was known as of a later one is better unless it is older.
   */
  boolean isToldBy(long n, Row told) {
    Row known = row;
    return known == null || known.n() <= n || Rule.wins(told.version(), known.version());
  }

  /** Whether this is shown as parked at that offset. */
  boolean isParked(Event event, long offset) {
    return pending != null
        && pending.parked()
        && pending.offset() == offset
        && pending.event().version() == event.version();
  }

  /** Shows an event as parked; nothing when it is null. */
  void showParked(@Nullable ParkedEvent parked) {
    pending = parked == null ? null : new Pending(parked.event(), parked.offset(), true);
  }

  /** True when a confirm up to offset h has taken the pending event over. */
  boolean isProjected(long h) {
    return pending != null && !pending.parked() && pending.offset() <= h;
  }

  /**
   * A counter event without token can only be met again at the same offset, which the place has
   * passed then: its hint is never too old, and trimming it leaves no floor.
   */
  static boolean isVersionKey(String key) {
    return key.startsWith(EntryKey.VERSION_PREFIX);
  }

  /** Estimated heap of an entry with its row, its event and its part of the maps. */
  static long weight(String key) {
    return 480 + 2L * key.length();
  }
}
