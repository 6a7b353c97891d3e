package dev.ovation.core.domain;

import org.jspecify.annotations.Nullable;

/** What the log holds. Immutable; identified by its version. */
public sealed interface Event {

  TargetKind targetKind();

  /** See {@link Version}. The newer version wins, whatever the order of arrival. */
  long version();

  /**
   * When it happened, in milliseconds of the Unix epoch: for lists and exports. It never decides
   * who wins.
   */
  long atMillis();

  /** The key of this event's entry within its target and kind, see {@link EntryKey}. */
  String entryKey();

  default Target target() {
    return targetKind().target();
  }

  /** Sets a register, or unsets it when the value is null. */
  record RegisterEvent(Interaction interaction, @Nullable String value, long version, long atMillis)
      implements Event {
    @Override
    public TargetKind targetKind() {
      return interaction.targetKind();
    }

    @Override
    public String entryKey() {
      return interaction.actor();
    }
  }

  /**
   * Adds to a counter.
   *
   * @param by 1 to {@link Kind.Counter#BY_MAX}
   * @param token makes a retry count once within {@link Rule#TOKEN_WINDOW_MILLIS}; null: the event
   *     is told apart by its version
   */
  record CounterEvent(
      Interaction interaction, int by, @Nullable String token, long version, long atMillis)
      implements Event {
    @Override
    public TargetKind targetKind() {
      return interaction.targetKind();
    }

    @Override
    public String entryKey() {
      return token == null
          ? EntryKey.ofVersion(version)
          : EntryKey.ofToken(interaction.actor(), token);
    }
  }

  /**
   * Written by compaction in place of counter events that the log no longer holds: the total of all
   * of them up to and including this record's position.
   */
  record CounterCheckpoint(TargetKind targetKind, long total, long version, long atMillis)
      implements Event {
    @Override
    public String entryKey() {
      return EntryKey.ofVersion(version);
    }
  }
}
