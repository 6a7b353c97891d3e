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
   * A total that stands for events of one counter. It adds nothing to what its ledger has: it is
   * there for whoever has no ledger and no events any more.
   */
  sealed interface Checkpoint extends Event {
    long total();
  }

  /**
   * Written by compaction in place of counter events that the log no longer holds: the total of all
   * of them up to and including this record's position.
   */
  record CounterCheckpoint(TargetKind targetKind, long total, long version, long atMillis)
      implements Checkpoint {
    @Override
    public String entryKey() {
      return EntryKey.ofVersion(version);
    }
  }

  /**
   * A counter's total as its ledger had it, where the counter's events are in a partition that lets
   * them expire. It goes to the partition of the target's registers, which keeps the last one.
   *
   * @param total of the events up to the offset that count
   * @param h the offset in the partition of the counter's events
   * @param n the commit of that partition that it was read at; of two with the same offset it tells
   *     which is newer, because an operator may put back an event that was parked
   * @param covered up to this offset of that partition every event of every counter is in
   *     checkpoints that were durable before this one
   * @param version the highest that the partition had met
   */
  record LedgerCheckpoint(
      TargetKind targetKind, long total, long h, long n, long covered, long version, long atMillis)
      implements Checkpoint {
    @Override
    public String entryKey() {
      return EntryKey.CHECKPOINT;
    }

    /** Which of two of one counter a rebuild must go by. */
    public boolean isNewerThan(LedgerCheckpoint other) {
      if (h != other.h) {
        return h > other.h;
      }
      return n == other.n ? covered > other.covered : n > other.n;
    }

    public LedgerCheckpoint withCovered(long offset) {
      return new LedgerCheckpoint(targetKind, total, h, n, offset, version, atMillis);
    }
  }
}
