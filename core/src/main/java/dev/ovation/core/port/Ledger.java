package dev.ovation.core.port;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The SQL view: every register as a row, counts, counters and their tokens, and how far the log is
 * projected, changed together in one transaction.
 *
 * <p>Thread-safe. Methods that return a future never block; the others do I/O on the caller's
 * thread. Failures are {@link OvationException}s with {@link ErrorCode#LEDGER_UNAVAILABLE}, or
 * {@link CorruptionException}.
 */
public interface Ledger extends Component, DeadLetters {

  /** How far a partition is projected. */
  LedgerPosition position(int partition);

  /**
   * Runs one transaction of a partition: locks its position, runs the work, commits. Nothing of it
   * stays when the work throws. Transactions of one partition run one after the other.
   *
   * @throws RejectedException when the ledger will not take what was to be written, however often
   */
  <T extends @Nullable Object> T transact(int partition, Function<LedgerTransaction, T> work);

  // ---- reads of the write path and of summaries ----------------------------------------------

  /**
   * Answers queries, in order; those of one partition from one snapshot. Concurrent calls may be
   * answered together.
   */
  CompletableFuture<List<LedgerAnswer>> read(List<LedgerQuery> queries);

  /**
   * The newest rows of an actor, of all kinds, tombstones included, {@code rowsMax} at the most.
   */
  CompletableFuture<ActorRows> actorRows(Actor actor, int rowsMax);

  // ---- lists and explanations: blocking ------------------------------------------------------

  /** Who holds a value on a target, newest first; equal times by actor. No tombstones. */
  List<RowItem> targetRows(TargetKind targetKind, @Nullable String value, Page page);

  /**
   * What an actor holds, newest first; equal times by target. No tombstones.
   *
   * @param type only targets of this type; null for all
   */
  List<RowItem> actorRows(Actor actor, String kind, @Nullable String type, Page page);

  /** Everything stored of a target, read in one snapshot: stored counts beside counted rows. */
  LedgerExplanation explain(Target target);

  /** Events that could not be applied and are not settled, oldest first. */
  List<DeadLetter> deadLetters(int partition, int lettersMax);

  LedgerStats stats();

  // ---- forgetting: blocking ------------------------------------------------------------------

  /**
   * Forgets counters' tokens of a partition: one slice, in the order of their versions. Like a
   * transaction it locks the partition's position first, but it changes neither the position nor
   * anything that a reader is shown, so it is no commit.
   *
   * @param range tokens that can't keep anything from being counted any more; which these are, the
   *     caller knows
   */
  Purged purgeTokens(int partition, PurgeRange range);

  /**
   * Forgets tombstones of a partition likewise: from then on there is no row. No digest changes:
   * tombstones are in none.
   *
   * @param range tombstones that no event older than they are can come after any more
   * @param confirmedN only rows written by this commit or an earlier one: what is not confirmed to
   *     the hot store yet is confirmed with its row
   * @param keep registers whose tombstones stay, because an older event is parked
   */
  Purged purgeTombstones(int partition, PurgeRange range, long confirmedN, Set<Interaction> keep);

  // ---- the words of this port ----------------------------------------------------------------

  /**
   * How far a partition is projected.
   *
   * @param n the number of commits so far
   * @param h the log offset up to which the partition is projected
   * @param version the highest version met so far
   */
  record LedgerPosition(long n, long h, long version) {
    public static final LedgerPosition START = new LedgerPosition(0, 0, 0);
  }

  /**
   * A question to the ledger.
   *
   * @param key the row of interest: an actor, or the key of a counter event; null for counts only
   * @param counts whether counts are wanted
   */
  record LedgerQuery(TargetKind targetKind, @Nullable String key, boolean counts) {}

  /**
   * The ledger's answer, from one snapshot.
   *
   * @param n the partition's commit number of the snapshot
   * @param h its offset
   * @param row {@link Row#NONE} when there is none or none was asked for
   * @param counts null when not asked for
   * @param touchedN the last commit that touched the (target, kind); 0 unless counts were asked for
   */
  record LedgerAnswer(long n, long h, Row row, @Nullable Counts counts, long touchedN) {}

  /**
   * Where a list goes on.
   *
   * @param afterAtMillis only rows older than this, or equally old with a greater {@code afterKey};
   *     {@link Long#MAX_VALUE} for the first page
   * @param afterKey an actor's id, or a target's text
   * @param limit rows at the most
   */
  record Page(long afterAtMillis, String afterKey, int limit) {
    public static Page first(int limit) {
      return new Page(Long.MAX_VALUE, "", limit);
    }
  }

  /** A row in a list. The row's value is not null. */
  record RowItem(Interaction interaction, Row row) {}

  /**
   * What is stored of a target, from one snapshot.
   *
   * @param positions of the target's partitions, in the order of {@link
   *     dev.ovation.core.domain.Partitioner#ofTarget}
   */
  record LedgerExplanation(
      List<LedgerPosition> positions, List<ExplainedCount> counts, List<Repair> repairs) {}

  /**
   * A stored count beside what it should be.
   *
   * @param stored what the count says
   * @param counted how many rows there are; for a counter, which keeps no rows, the same as stored
   */
  record ExplainedCount(TargetKind targetKind, String value, long stored, long counted, long n) {}

  /** An audited repair. */
  record Repair(long atMillis, String what, String before, String after, String cause, String by) {}

  /**
   * An event that could not be applied.
   *
   * @param event null when its bytes could not be read
   * @param bytes the record as it was in the log
   */
  @SuppressWarnings("ArrayRecordComponent") // The raw bytes are evidence; nobody compares them.
  record DeadLetter(
      int partition,
      long offset,
      @Nullable Event event,
      byte[] bytes,
      String reason,
      long parkedAtMillis) {}

  /**
   * What one slice of a purge looks at, with both bounds left out.
   *
   * @param rowsMax how many rows are looked at, at least 1; it bounds how long the lock is held
   */
  record PurgeRange(long afterVersion, long beforeVersion, int rowsMax) {
    public PurgeRange {
      if (rowsMax < 1) {
        throw new IllegalArgumentException("rowsMax must be at least 1");
      }
    }

    /** What is left of the range after a slice that was not the last. */
    public PurgeRange after(Purged slice) {
      return new PurgeRange(slice.upToVersion(), beforeVersion, rowsMax);
    }
  }

  /**
   * What one slice of a purge did.
   *
   * @param rows how many rows are gone
   * @param upToVersion the version that was looked at last; the next slice begins after it
   * @param isLast true when nothing of the range is left to look at
   */
  record Purged(int rows, long upToVersion, boolean isLast) {}

  /** Sizes now. */
  record LedgerStats(long bytes, long deadLetters) {}
}
