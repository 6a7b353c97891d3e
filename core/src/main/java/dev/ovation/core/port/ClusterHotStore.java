package dev.ovation.core.port;

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
 * <p>A future fails with {@link ErrorCode#HOT_STORE_UNAVAILABLE} when the store could not be asked.
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

  /**
   * What stands where a partition's place may be: the place, or a vacancy. To be asked before the
   * ledger is read for a new place.
   */
  CompletableFuture<Standing> standing(int partition);

  @Override
  default CompletableFuture<@Nullable Place> place(int partition) {
    return standing(partition)
        .thenApply(at -> at instanceof Standing.At(Place place) ? place : null);
  }

  /**
   * Makes a place where there is none. It is written only if there is still none, on the same run
   * of the server as the vacancy was met on, and if {@code place.n} is not less than what {@link
   * #need} has asked for. Its floor is its own n. Whatever the slot held before is gone.
   *
   * @param place as read from the ledger after the vacancy was met, with a generation that no place
   *     before had
   * @param parked the dead letters: they are visible from the start
   */
  CompletableFuture<Created> createPlace(
      int partition, Standing.Vacant vacancy, Place place, List<ParkedEvent> parked);

  @Override
  default CompletableFuture<Void> createPlace(
      int partition, Place place, List<ParkedEvent> parked) {
    return standing(partition)
        .thenCompose(
            at ->
                switch (at) {
                  case Standing.Vacant vacancy -> createPlace(partition, vacancy, place, parked);
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
     * There is none.
     *
     * @param serverRunId the run of the server that said so
     */
    record Vacant(String serverRunId) implements Standing {}
  }

  /** What became of a place that was to be made. */
  enum Created {
    DONE,
    /** There is one by now, or the server has been replaced: look again. */
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
