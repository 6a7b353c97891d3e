package dev.ovation.core.engine;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.OvationException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the engine decides, as pure functions: no time, no I/O, no state. */
final class Decisions {
  private Decisions() {}

  static Kind kind(Kinds kinds, String name) {
    Kind kind = kinds.find(name);
    if (kind == null) {
      throw new OvationException(ErrorCode.UNKNOWN_KIND, "there is no kind '" + name + "'");
    }
    return kind;
  }

  static Kind.Register register(Kinds kinds, String name) {
    return switch (kind(kinds, name)) {
      case Kind.Register register -> register;
      case Kind.Counter counter ->
          throw new OvationException(
              ErrorCode.WRONG_SHAPE,
              "kind '" + name + "' is a counter: it is added to and has no value per actor");
    };
  }

  static Kind.Counter counter(Kinds kinds, String name) {
    return switch (kind(kinds, name)) {
      case Kind.Counter counter -> counter;
      case Kind.Register register ->
          throw new OvationException(
              ErrorCode.WRONG_SHAPE,
              "kind '" + name + "' is a register: it is set and unset, not added to");
    };
  }

  /** The value to write: the one asked for if the kind has it, or the kind's only one. */
  static String value(Kind.Register kind, @Nullable String asked) {
    if (asked == null && kind.hasSingleValue()) {
      return kind.values().getFirst();
    }
    if (asked == null || !kind.values().contains(asked)) {
      throw new OvationException(
          ErrorCode.INVALID_VALUE,
          (asked == null ? "a value is needed" : "value '" + asked + "' is not known")
              + "; kind '"
              + kind.name()
              + "' has "
              + String.join(", ", kind.values()));
    }
    return asked;
  }

  static int by(long asked) {
    if (asked < 1 || asked > Kind.Counter.BY_MAX) {
      throw new OvationException(
          ErrorCode.INVALID_VALUE, "by must be 1 to " + Kind.Counter.BY_MAX + ", is " + asked);
    }
    return (int) asked;
  }

  /** The newer of an entry's pending event and its row; null when that can't be told. */
  static @Nullable Row stance(@Nullable EntryState entry) {
    return entry == null || entry.row() == null ? null : newest(entry.row(), entry.pending());
  }

  /** The newer of a row and a pending event, as a row. */
  static Row newest(Row row, @Nullable Pending pending) {
    return pending != null
            && pending.event() instanceof RegisterEvent event
            && event.version() > row.version()
        ? new Row(event.value(), event.version(), event.atMillis(), 0)
        : row;
  }

  /** True when a write would change nothing, neither the value nor a time that was asked for. */
  static boolean isNoOp(Row stance, @Nullable String value, @Nullable Long atMillis) {
    return Objects.equals(stance.value(), value)
        && (value == null || atMillis == null || atMillis == stance.atMillis());
  }

  /**
   * The event of a register write. A value that is set again keeps the time it was first set at,
   * and the event itself carries it: so a row is a function of its newest event alone, and a ledger
   * rebuilt from a compacted log has the same times.
   */
  static RegisterEvent registerEvent(
      Interaction interaction,
      @Nullable String value,
      @Nullable Long atMillis,
      Row stance,
      long version) {
    boolean again = value != null && value.equals(stance.value());
    long at = atMillis != null ? atMillis : again ? stance.atMillis() : Version.millis(version);
    return new RegisterEvent(interaction, value, version, at);
  }
}
