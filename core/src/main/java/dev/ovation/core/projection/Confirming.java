package dev.ovation.core.projection;

import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.HotStore.Confirmed;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the hot store of a commit, one call a step. What was not confirmed for long is told in
 * several slices; the place moves once all of them are told, and only as far as the ledger was when
 * the first was read: whoever stops in between leaves a place that makes the next owner begin anew.
 *
 * <p>Not thread-safe.
 */
final class Confirming {
  private final HotStore hot;
  private final Confirmation first;
  private final Supplier<@Nullable Confirmation> rest;
  private Confirmation slice;
  private Stage stage = Stage.TARGETS;

  private enum Stage {
    TARGETS,
    SETTLED,
    VIEWS,
    PLACE
  }

  /** How a step ended. */
  enum Step {
    MORE,
    /** All is told. */
    DONE,
    /** The hot store has another place, or none, or it is elsewhere: find out anew. */
    LOOK_AGAIN
  }

  /**
   * @param rest further slices of the same range; null when there is none left
   */
  Confirming(HotStore hot, Confirmation first, Supplier<@Nullable Confirmation> rest) {
    this.hot = hot;
    this.first = first;
    this.rest = rest;
    this.slice = first;
  }

  Confirming(HotStore hot, Confirmation only) {
    this(hot, only, () -> null);
  }

  CompletableFuture<Step> step() {
    return switch (stage) {
      case TARGETS ->
          hot.confirmTargets(slice.commit(), slice.targets())
              .thenApply(met -> went(met, slice.settled().isEmpty() ? Stage.VIEWS : Stage.SETTLED));
      case SETTLED ->
          hot.confirmSettled(slice.commit(), slice.settled())
              .thenApply(met -> went(met, Stage.VIEWS));
      case VIEWS ->
          hot.confirmViews(slice.commit(), slice.views()).thenApply(done -> to(Stage.PLACE));
      case PLACE -> nextSliceOrPlace();
    };
  }

  private CompletableFuture<Step> nextSliceOrPlace() {
    Confirmation next = rest.get();
    if (next == null) {
      return hot.confirmPlace(first.commit()).thenApply(done -> Step.DONE);
    }
    slice = next;
    return CompletableFuture.completedFuture(to(Stage.TARGETS));
  }

  private Step went(Confirmed met, Stage next) {
    return met == Confirmed.DONE ? to(next) : Step.LOOK_AGAIN;
  }

  private Step to(Stage next) {
    stage = next;
    return Step.MORE;
  }
}
