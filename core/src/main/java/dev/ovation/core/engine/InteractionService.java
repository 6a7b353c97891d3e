package dev.ovation.core.engine;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.Ledger.ExplainedCount;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.port.OvationException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What Ovation does, free of any transport. Thread-safe; no method blocks. Futures fail with {@link
 * OvationException} only, and may complete on any thread, which the caller must not block.
 */
public interface InteractionService {

  /** Writes one interaction. The future completes when it is durable and visible. */
  CompletableFuture<Outcome> write(Command command);

  /**
   * Writes several. Operations on the same register run one after the other in the order given; a
   * refused one harms no other. Never fails as a whole.
   */
  CompletableFuture<List<Outcome>> writeAll(List<Command> commands);

  CompletableFuture<Reading> read(Interaction interaction);

  /**
   * Summaries of targets, in order. Never fails as a whole.
   *
   * @param kinds which kinds; all configured ones for a summary of everything
   * @param actor whose own values to tell; null for none
   */
  CompletableFuture<List<Summary>> summaries(
      List<Target> targets, List<Kind> kinds, @Nullable String actor);

  /** Who holds a value on a target, newest first, what is not in the ledger yet included. */
  CompletableFuture<Listing> listTarget(TargetKind targetKind, @Nullable String value, Page page);

  /** What an actor holds, newest first. Waits up to a second for the actor's own last writes. */
  CompletableFuture<Listing> listActor(Actor actor, String kind, @Nullable String type, Page page);

  CompletableFuture<Explanation> explain(Target target);

  /** What was asked for most since the start, hottest first: from a sample, so about. */
  List<HotTarget> hottest(int targetsMax);

  /** Who asked most since the start, first the one who did most: from a sample. */
  List<Actor> hottestActors(int actorsMax);

  /** How often a target's kind was asked for, read or written. */
  record HotTarget(TargetKind targetKind, long asked) {}

  /** What became of a command. */
  sealed interface Outcome {
    /**
     * A register was written, or held the value already.
     *
     * @param effect unknown when no view can tell at this moment
     * @param counts null when no view can tell at this moment
     */
    record Written(
        Interaction interaction,
        @Nullable String value,
        Effect effect,
        long version,
        long atMillis,
        @Nullable Counts counts)
        implements Outcome {
      /** Whether it is known that the register held another value before. */
      public boolean changed() {
        return effect == Effect.CHANGED;
      }
    }

    /**
     * A counter was added to, or the token had been counted before.
     *
     * @param effect unknown when no view can tell at this moment
     * @param count the counter's total; null when no view can tell at this moment
     */
    record Added(Interaction interaction, Effect effect, @Nullable Long count) implements Outcome {
      /** Whether it is known that this very call counts. */
      public boolean counted() {
        return effect == Effect.CHANGED;
      }
    }

    /** Only within a batch: this operation was refused or failed. */
    record Refused(OvationException failure) implements Outcome {}
  }

  /**
   * A register as it is now.
   *
   * @param row {@link Row#NONE} when it was never set
   * @param counts null when no view can tell at this moment
   */
  record Reading(Interaction interaction, Row row, @Nullable Counts counts, Source source) {
    public Reading(Interaction interaction, Row row, @Nullable Counts counts) {
      this(interaction, row, counts, Source.HOT);
    }
  }

  /** Where an answer comes from. */
  enum Source {
    /** From the hot store, with what it let the ledger add: the normal way. */
    HOT,
    /** From the ledger alone, because the hot store has forgotten or could not be asked. */
    LEDGER
  }

  /** What is to be told of one target. */
  sealed interface Summary {
    Target target();

    /**
     * All of it is known.
     *
     * @param counts by kind; only kinds with a count above zero
     * @param mine by kind, the values the actor holds; null when no actor was asked for
     */
    record Known(
        Target target,
        SortedMap<String, Counts> counts,
        @Nullable SortedMap<String, String> mine,
        Source source)
        implements Summary {}

    /** Some of it is cold and the ledger cannot be asked now. */
    record Unknown(Target target, OvationException failure) implements Summary {}
  }

  /**
   * One page of a list.
   *
   * @param next null when this was the last page
   * @param counts of the (target, kind); null for an actor's list
   * @param stale the actor's last writes were not in the ledger in time
   */
  record Listing(
      List<RowItem> items,
      @Nullable Page next,
      @Nullable Counts counts,
      boolean stale,
      Source source) {
    public Listing(
        List<RowItem> items, @Nullable Page next, @Nullable Counts counts, boolean stale) {
      this(items, next, counts, stale, Source.HOT);
    }
  }

  /**
   * Why a target's counts are what they are.
   *
   * @param at where ledger and log stand: in the partition of the target's registers, then in that
   *     of its counters if that is another
   * @param shown the counts that reads show now, by kind; a kind is missing when it is cold
   * @param pending events that are not in the ledger yet, by kind
   */
  record Explanation(
      Target target,
      List<ExplainedPosition> at,
      List<ExplainedCount> counts,
      Map<String, Counts> shown,
      Map<String, List<HotEntry>> pending,
      List<Repair> repairs) {}

  /**
   * Where a partition stands.
   *
   * @param n the commit number the ledger stands at
   * @param h the log offset the ledger stands at
   * @param logEnd the log's last durable offset
   */
  record ExplainedPosition(int partition, long n, long h, long logEnd) {}
}
