package dev.ovation.core.projection;

import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterHotStore.Needed;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.port.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a commit of somebody who is not the partition's owner is visible: confirms it,
 * and is content when the place has passed it or there is none. Where an earlier commit is missing,
 * it waits for the owner's heartbeat to close the gap.
 */
final class Showing {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration PAUSE_MAX = Duration.ofMillis(200);

  private final ClusterHotStore hot;
  private final Timer timer;
  private final TimeSource time;
  private final long deadlineNanos;
  private final CompletableFuture<Void> shown = new CompletableFuture<>();
  private Duration pause = FIRST_PAUSE;

  Showing(ClusterHotStore hot, TimeSource time, Timer timer, Duration patience) {
    this.hot = hot;
    this.time = time;
    this.timer = timer;
    this.deadlineNanos = time.nanos() + patience.toNanos();
  }

  /** Completes once the commit is visible; fails with what hindered it when patience ends. */
  CompletableFuture<Void> show(Confirmation confirmation) {
    attempt(confirmation);
    return shown;
  }

  private void attempt(Confirmation confirmation) {
    Commit commit = confirmation.commit();
    var _ =
        hot.standing(commit.partition())
            .thenCompose(
                at ->
                    switch (at) {
                      case Standing.Vacant none -> CompletableFuture.completedFuture(null);
                      case Standing.At(var place) -> confirm(confirmation.to(commit.to(place)));
                    })
            .thenCompose(done -> hot.need(commit.partition(), commit.n()))
            .whenComplete(
                (needed, failure) -> {
                  if (failure == null && needed != Needed.BEHIND) {
                    shown.complete(null);
                  } else {
                    again(confirmation, failure);
                  }
                });
  }

  /** The three steps of a confirm, as far as the place takes them. */
  private CompletableFuture<Void> confirm(Confirmation confirmation) {
    Commit commit = confirmation.commit();
    return hot.confirmTargets(commit, confirmation.targets())
        .thenCompose(
            confirmed ->
                confirmed == Confirmed.DONE
                    ? hot.confirmViews(commit, confirmation.views())
                        .thenCompose(done -> hot.confirmPlace(commit))
                    : CompletableFuture.completedFuture(null));
  }

  private void again(Confirmation confirmation, @Nullable Throwable failure) {
    if (time.nanos() - deadlineNanos >= 0) {
      shown.completeExceptionally(
          failure != null
              ? failure
              : new OvationException(
                  ErrorCode.OUTCOME_UNKNOWN, "an earlier commit is not confirmed yet"));
      return;
    }
    timer.after(pause, () -> attempt(confirmation));
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
  }
}
