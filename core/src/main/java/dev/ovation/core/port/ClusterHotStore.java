package dev.ovation.core.port;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A hot store that several nodes share and that may forget: its servers restart empty, come back
 * with old data, or are replaced by a replica that missed something. What was written on another
 * run of a server is missing, whatever it says; a partition whose place is missing is <em>cold</em>
 * and only the ledger can tell what it holds.
 *
 * <p>Everything of a partition is in one slot, everything of an actor in another; each operation is
 * atomic on one slot and takes one round trip to it. All of what a partition's slot holds belongs
 * to its place: what an earlier place left behind is missing, too.
 *
 * <p>A place counts until a time that its owner said, by the clock of the server that it is on.
 * From then on it is missing, for ever: it can't be renewed, only replaced by a place of a new
 * generation. So an owner that can't reach the store knows when nobody can read the place any more.
 * Such times are absolute, and what comes too late does nothing: a call that was held up on its way
 * can't keep a place alive for longer than its sender knows. The clock of a server may run a little
 * fast or slow, and may be set forward; it must not be set back.
 *
 * <p>A future fails with {@link ErrorCode#HOT_STORE_UNAVAILABLE} when the store could not be asked,
 * and with {@link ErrorCode#NOT_READY} when a server must be put right first: the message says how.
 * Whether the operation took place is then unknown, and it may still take place later; every
 * operation can be repeated.
 *
 * <p>Thread-safe. No method blocks.
 */
public interface ClusterHotStore extends HotStore {

  @Override
  default boolean forgets() {
    return true;
  }

  /** What stands where a partition's place may be: the place, or a vacancy. */
  CompletableFuture<Standing> standing(int partition);

  @Override
  default CompletableFuture<@Nullable Place> place(int partition) {
    return standing(partition)
        .thenApply(at -> at instanceof Standing.At(Place place) ? place : null);
  }

  // ---- by the partition's owner --------------------------------------------------------------

  /**
   * Makes the caller the only one who may make or renew the partition's place: whatever owners of
   * lower epochs ask for from now on is refused, even if they asked before. To be asked before the
   * ledger is read for a new place.
   *
   * <p>Fails with {@link ErrorCode#FENCED} when an owner with a higher epoch has claimed it.
   */
  CompletableFuture<Claim> claim(int partition, long epoch);

  /**
   * Claims the partition, and lets its place count until the tenure ends, if that is later than it
   * would anyway. It does nothing to a place that has expired, to one of another generation, or
   * when the tenure has ended by the time that it arrives or goes by the clock of another server;
   * the answer shows what stands there then.
   *
   * <p>Fails as {@link #claim} does.
   *
   * @param g the place's
   */
  CompletableFuture<Claim> renewPlace(int partition, long g, Tenure tenure);

  /**
   * Makes a place where there is none. It is written only if there is still none and none has been
   * since the vacancy was met, on the same run of the server as that was met on, if nobody has
   * claimed the partition since, if the tenure has not ended, and if {@code place.n} is not less
   * than what {@link #need} has asked for. Its floor is its own n. Whatever the slot held before is
   * gone.
   *
   * @param vacancy as met by the caller's {@link #claim}
   * @param place as read from the ledger after the vacancy was met, with a generation that no place
   *     before had
   * @param parked the dead letters: they are visible from the start
   * @param tenure the caller's epoch, and until when the place counts unless it is renewed
   */
  CompletableFuture<Created> createPlace(
      int partition, Standing.Vacant vacancy, Place place, List<ParkedEvent> parked, Tenure tenure);

  /** Makes a place that nobody renews, for those who are alone with the store. */
  @Override
  default CompletableFuture<Void> createPlace(
      int partition, Place place, List<ParkedEvent> parked) {
    return claim(partition, 0)
        .thenCompose(
            claim ->
                switch (claim.at()) {
                  case Standing.Vacant vacancy ->
                      createPlace(
                          partition,
                          vacancy,
                          place,
                          parked,
                          new Tenure(
                              0,
                              claim.serverRunId(),
                              claim.serverMillis() + Duration.ofDays(365).toMillis()));
                  case Standing.At there ->
                      throw new IllegalStateException("the place exists already: " + there);
                })
        .thenAccept(
            created -> {
              if (created != Created.DONE) {
                throw new IllegalStateException("the place could not be created: " + created);
              }
            });
  }

  // ---- by those who want it filled anew --------------------------------------------------------

  /**
   * Makes the place of a generation cease to count now, as if its tenure had ended. Anybody may ask
   * for it: it is no more than what a store may do by itself at any time, so the owner makes a new
   * place, which is filled from the ledger. Nothing happens where another place stands by now, or
   * none.
   *
   * @param g the place's
   * @return completes with whether it was there
   */
  CompletableFuture<Boolean> dropPlace(int partition, long g);

  // ---- by those who answer from the ledger ---------------------------------------------------

  /**
   * Says that something was answered because the ledger holds it as of commit {@code n}. While the
   * partition is cold this is remembered: no place older than that will be written. Called after
   * the ledger was seen to be so far, and before the answer.
   */
  CompletableFuture<Needed> need(int partition, long n);

  /** What stands where a partition's place may be. */
  sealed interface Standing {
    /** The place. */
    record At(Place place) implements Standing {}

    /**
     * There is none, or none that counts any more.
     *
     * @param serverRunId the run of the server that said so
     * @param lastG the generation of the place that was there last, as far as the server knows; 0
     *     when it knows of none. By this a place that was to be made before another one was, and
     *     arrives when that one is gone again, is told from one that may be made
     */
    record Vacant(String serverRunId, long lastG) implements Standing {}
  }

  /**
   * Who may keep a place, and for how long.
   *
   * @param epoch the owner's, see {@link ClusterLedger#takeOver}
   * @param serverRunId the run of the server whose clock it goes by; no other takes it
   * @param untilMillis when the place ceases to count, by that clock
   */
  record Tenure(long epoch, String serverRunId, long untilMillis) {}

  /**
   * What an owner is told by a slot that it has claimed.
   *
   * @param serverRunId the run of the server that said so
   * @param untilMillis when the place ceases to count; 0 when there is none
   * @param serverMillis the server's clock as it answered: milliseconds from some origin
   */
  record Claim(Standing at, String serverRunId, long untilMillis, long serverMillis) {}

  /** What became of a place that was to be made. */
  enum Created {
    DONE,
    /**
     * There is one by now, the server was replaced, somebody else claimed the partition, or it was
     * too late: look again.
     */
    LOST,
    /** Something newer was answered already: read the ledger again. */
    TOO_OLD
  }

  /** What {@link #need} met. */
  enum Needed {
    /** The partition is cold; what the ledger held is visible, and stays so. */
    COLD,
    /** The place has seen commit n: what the ledger held then is visible. */
    CONFIRMED,
    /** There is a place, which has not seen commit n yet: what is to be answered is not visible. */
    BEHIND
  }
}
