package dev.ovation.core.port;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A ledger that several nodes share. Beside what every ledger holds, each partition has an owner,
 * an outbox and the generation of its place in the hot store.
 *
 * <p>Every transaction of a partition locks its position first; those that change rows or counts
 * raise n by one. {@link #takeOver}, {@link #newGeneration}, {@link #voidPlace} and {@link
 * #markSent} change neither and leave n as it is.
 *
 * <p>Generations are numbers of the whole ledger, not of one partition: each new one is greater
 * than all before. So {@link ActorRows#g} is one number, which any partition's place can be
 * compared with. {@link Ledger#actorRows(dev.ovation.core.domain.Actor, int)} reads it in the
 * snapshot of the rows.
 */
public interface ClusterLedger extends Ledger, Leases {

  // ---- owners --------------------------------------------------------------------------------

  /**
   * Makes the caller the partition's owner: what an earlier owner has under way fails from now on.
   *
   * @return the caller's epoch, greater than that of every owner before
   */
  long takeOver(int partition);

  /**
   * Runs a transaction of the partition's owner.
   *
   * @throws OvationException with {@link ErrorCode#FENCED}, before the work is called, when the
   *     partition was taken over since
   */
  <T extends @Nullable Object> T transactAsOwner(
      int partition, long epoch, Function<ClusterTransaction, T> work);

  /**
   * Runs a transaction of whoever: a direct write, which any node may make.
   *
   * @throws OvationException with {@link ErrorCode#OUTCOME_UNKNOWN} when it may be committed all
   *     the same; any other code means that nothing of it is there and never will be
   */
  <T extends @Nullable Object> T transactDirectly(
      int partition, Function<ClusterTransaction, T> work);

  /**
   * Prepares a new place, in one transaction: takes a new generation, notes that the partition may
   * have a place from now on, and reads position and parked events with the rows of their
   * registers.
   *
   * @throws OvationException with {@link ErrorCode#FENCED} as {@link #transactAsOwner}
   */
  Generation newGeneration(int partition, long epoch);

  /**
   * Notes that no place of the partition counts any more, and that none will before the next {@link
   * #newGeneration}. What the ledger holds is then all that anybody can see. A partition begins so.
   *
   * @throws OvationException with {@link ErrorCode#FENCED} as {@link #transactAsOwner}
   */
  void voidPlace(int partition, long epoch);

  /** A place as it may be written now, and what is visible in it from the start. */
  record Generation(Place place, List<ParkedEvent> parked) {}

  // ---- outbox --------------------------------------------------------------------------------

  /** Rows of the outbox that are not marked sent, in the order they were written. */
  List<OutboxRow> unsent(int partition, int rowsMax);

  /**
   * Marks rows as sent. They stay until the projector meets their copy; unknown ids are ignored.
   */
  void markSent(int partition, Collection<Long> ids);

  /**
   * An event that is committed here and is still to go to the log.
   *
   * @param id ascending in the order of writing
   * @param n the commit that wrote it
   */
  record OutboxRow(long id, Event event, long n, boolean sent) {}

  // ---- reads in place of the hot store -------------------------------------------------------

  /**
   * Answers queries like {@link #read}, with what is parked. The caller makes sure that the ledger
   * is far enough by looking at {@link LedgerAnswer#h}.
   */
  CompletableFuture<List<ColdAnswer>> readCold(List<LedgerQuery> queries);

  /** The positions of all partitions, in their order, from one snapshot. */
  CompletableFuture<List<LedgerPosition>> positions();

  /**
   * All that can be told of a key without the hot store.
   *
   * @param parked the newest parked event of the key, null when there is none
   * @param anyParked whether any event of the (target, kind) is parked: its counts then lack it
   * @param placed whether the partition may have a place that counts, as of the same snapshot: see
   *     {@link #voidPlace}
   */
  record ColdAnswer(
      LedgerAnswer answer, @Nullable Event parked, boolean anyParked, boolean placed) {
    public Row row() {
      return answer.row();
    }

    /** The counts; null when they were not asked for, or parked events would change them. */
    public @Nullable Counts counts() {
      return anyParked ? null : answer.counts();
    }
  }
}
