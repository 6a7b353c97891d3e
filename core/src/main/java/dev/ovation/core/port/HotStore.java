package dev.ovation.core.port;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The view that answers in milliseconds. Per partition it holds a place (how far it is confirmed),
 * evictable bases (counts) and entries (per actor: the confirmed row and the newest event that is
 * not confirmed yet); per actor a cache of confirmed rows.
 *
 * <pre>count = base + sum over entries of [pending value] - [row value]</pre>
 *
 * <p>A store that may lose what it holds while others go on is a {@link ClusterHotStore}. Only such
 * a store ever answers that a partition is cold; what is said of that below does not concern one
 * that lives and dies with its process.
 *
 * <p>Thread-safe. No method blocks; results may arrive on any thread.
 */
public interface HotStore extends Component, HotInspection {

  // ---- reading -------------------------------------------------------------------------------

  /** Looks at several (target, kind)s, each seen at one instant, in the order of the queries. */
  CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries);

  /**
   * Looks like {@link #read}, for those who watch. Where a store can tell the two apart this does
   * not show in its figures, so that they go on to speak of what was asked for.
   */
  default CompletableFuture<List<HotAnswer>> peek(List<HotQuery> queries) {
    return read(queries);
  }

  /** The entries of a (target, kind), for lists and explanations; null when it is cold. */
  CompletableFuture<@Nullable List<HotEntry>> entries(TargetKind targetKind);

  /** Confirmed rows from the actor's view, one a query. */
  CompletableFuture<ViewAnswer> readView(Actor actor, List<TargetKind> targetKinds);

  /**
   * For each partition in which the actor has register writes that were answered and are perhaps
   * not in the ledger yet: the offset of the last one.
   */
  CompletableFuture<Map<Integer, Long>> lastWrites(Actor actor);

  /** How far a partition is confirmed, or null before {@link #createPlace}. */
  CompletableFuture<@Nullable Place> place(int partition);

  /**
   * Whether the store may lose what it holds while engine and projector live on. Nothing it says is
   * then proof enough to answer a write without an event. True for every {@link ClusterHotStore}.
   */
  default boolean forgets() {
    return false;
  }

  // ---- writing -------------------------------------------------------------------------------

  /** False when entries fill their bound: writes are refused until the ledger catches up. */
  boolean admitsWrites();

  /**
   * Records a durable event. Idempotent; may come late, more than once and out of order.
   *
   * @param hint the register's confirmed row as looked up before, or for a counter's token what was
   *     known of it; used only when the store has no entry of its own
   * @param n0 the place's commit number, read before the hint was
   * @param force record the event even if the hint may be too old; its row is then unknown, and the
   *     count cold, until it is confirmed
   */
  CompletableFuture<Applied> apply(Event event, long offset, Row hint, long n0, boolean force);

  /** What {@link #apply} did. */
  sealed interface Applied {
    /**
     * The event is visible.
     *
     * @param effect unknown when the row is, and nothing pending tells
     * @param counts null when no base is loaded or a row is unknown
     */
    record Visible(Effect effect, @Nullable Counts counts) implements Applied {}

    /**
     * The event was confirmed before it came here. It is visible, but what the register held before
     * is no longer known: whether it changed something, only its writer's own look can tell.
     *
     * @param counts null when no base is loaded or a row is unknown
     */
    record Overtaken(@Nullable Counts counts) implements Applied {}

    /** Nothing was recorded: the hint may be older than the floor. Look again, then apply again. */
    record HintTooOld() implements Applied {}

    /** Nothing was recorded: the partition is cold. See {@link ClusterHotStore#need}. */
    record Cold() implements Applied {}
  }

  // ---- filling -------------------------------------------------------------------------------

  /** Installs a base read from the ledger; false when it may not be installed now: read again. */
  CompletableFuture<Boolean> fillBase(TargetKind targetKind, BaseSnapshot snapshot);

  /** Starts filling an actor's view. The lease is void as soon as any row of the actor changes. */
  CompletableFuture<Long> leaseView(Actor actor);

  /** Installs a view that was read under the lease; false when the lease is void. */
  CompletableFuture<Boolean> fillView(Actor actor, long lease, ActorRows rows);

  // ---- confirming, by the partition's owner, in this order -----------------------------------

  /**
   * Makes a partition's place, once, before it is read or written.
   *
   * @param parked the dead letters: they are visible from the start
   */
  CompletableFuture<Void> createPlace(int partition, Place place, List<ParkedEvent> parked);

  /** Step 1: the target slots. */
  CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets);

  /**
   * After step 1, where the commit settled dead letters: what is shown as parked under these is not
   * any more.
   */
  CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled);

  /** Step 2: the actor views. */
  CompletableFuture<Void> confirmViews(Commit commit, List<RowConfirm> rows);

  /** Step 3: the place; entries that are confirmed may go. */
  CompletableFuture<Void> confirmPlace(Commit commit);

  /** What a confirm met. */
  enum Confirmed {
    DONE,
    /** The place has seen this commit or a later one: stop here. */
    OLD,
    /** The place has not seen {@code commit.from}: an earlier confirm is missing. */
    GAP,
    /** The partition is cold, or its place is another than {@code commit.g}: find out anew. */
    COLD
  }

  HotStats stats();

  // ---- the words of this port ----------------------------------------------------------------

  /**
   * How far a partition is confirmed: up to commit {@code n}, which projected up to offset h.
   *
   * @param g tells the places apart that a partition had one after the other; 0 in a store that
   *     cannot forget, where there is only one
   * @param version no confirmed row is newer: whoever stamps above this and above the entry wins
   *     over the row, even if the ledger can't be asked for it. 0 where there is one clock only
   */
  record Place(long g, long n, long h, long version) {
    public Place(long g, long n, long h) {
      this(g, n, h, 0);
    }

    public Place(long n, long h) {
      this(0, n, h, 0);
    }
  }

  /**
   * A question to one slot.
   *
   * @param key the entry of interest: an actor, or the key of a counter event; null for counts only
   */
  record HotQuery(TargetKind targetKind, @Nullable String key) {}

  /**
   * A slot's answer.
   *
   * @param n0 the place's commit number
   * @param entry null when there is none, or none was asked for
   * @param counts null when cold
   * @param g the place's, see {@link Place}
   * @param version the place's
   */
  record HotAnswer(
      long n0, @Nullable EntryState entry, @Nullable Counts counts, long g, long version) {
    /** The partition has no place: the slot knows nothing, and only the ledger can tell. */
    public static final HotAnswer COLD = new HotAnswer(-1, null, null, -1, 0);

    public HotAnswer(long n0, @Nullable EntryState entry, @Nullable Counts counts) {
      this(n0, entry, counts, 0, 0);
    }

    public boolean isCold() {
      return n0 < 0;
    }
  }

  /**
   * A view's answer.
   *
   * @param loaded false when the actor has no view: it may be filled
   * @param rows {@link Row#NONE} where the view knows that there is none, null where it cannot tell
   * @param g see {@link ActorRows}: what the view says of a partition is void when its place has a
   *     greater one
   */
  record ViewAnswer(boolean loaded, List<@Nullable Row> rows, long g) {
    public ViewAnswer(boolean loaded, List<@Nullable Row> rows) {
      this(loaded, rows, 0);
    }
  }

  /**
   * What a slot knows of one key.
   *
   * @param row the confirmed row, null when unknown
   * @param pending the newest event that is not confirmed yet, null when there is none
   */
  record EntryState(@Nullable Row row, @Nullable Pending pending) {}

  /**
   * An event that is durable and not confirmed yet.
   *
   * @param parked in the dead letters: visible, but not projected
   */
  record Pending(Event event, long offset, boolean parked) {}

  /**
   * An entry with its key.
   *
   * @param key see {@link Event#entryKey}
   */
  record HotEntry(String key, EntryState state) {}

  /**
   * Counts as the ledger had them.
   *
   * @param touchedN the last commit that touched this (target, kind)
   */
  record BaseSnapshot(Counts counts, long n, long h, long touchedN) {}

  /**
   * An actor's confirmed rows.
   *
   * @param complete false when the actor has more rows than these
   * @param g the newest generation of any partition's place, read in the same snapshot as the rows;
   *     0 where there are none
   */
  record ActorRows(Map<TargetKind, Row> rows, boolean complete, long g) {
    public ActorRows(Map<TargetKind, Row> rows, boolean complete) {
      this(rows, complete, 0);
    }
  }

  /**
   * A commit of a partition: the range (from, n], which projected up to offset h.
   *
   * @param g the place that it is confirmed to; it is refused by every other
   * @param version the highest that the partition has met; the place takes it over
   */
  record Commit(int partition, long from, long n, long h, long g, long version) {
    public Commit(int partition, long from, long n, long h) {
      this(partition, from, n, h, 0, 0);
    }

    /** The same commit, confirmed to a place. */
    public Commit to(Place place) {
      return new Commit(partition, from, n, h, place.g(), version);
    }
  }

  /**
   * What a commit did to one (target, kind).
   *
   * @param counts the counts after the commit
   * @param rows every row the range touched
   * @param parked events that the range parked
   */
  record TargetConfirm(
      TargetKind targetKind, Counts counts, List<KeyedRow> rows, List<ParkedEvent> parked) {}

  /** A parked event with the row of its register as of the place. */
  record ParkedEvent(Event event, long offset, Row row) {}

  /**
   * A parked event that is parked no more.
   *
   * @param offset at which it was parked
   * @param next the newest event of its key that is still parked; null when none is
   */
  record SettledEvent(Event event, long offset, @Nullable ParkedEvent next) {}

  /** A row by entry key. */
  record KeyedRow(String key, Row row) {}

  /** A register's row after the commit, for the actor's view. */
  record RowConfirm(Interaction interaction, Row row) {}

  /**
   * Figures since the start, and sizes now.
   *
   * @param bytes estimated heap
   */
  record HotStats(
      long hits,
      long misses,
      long evictions,
      long bases,
      long entries,
      long views,
      long bytes,
      long bytesMax,
      long entryBytes,
      long entryBytesMax) {}
}
