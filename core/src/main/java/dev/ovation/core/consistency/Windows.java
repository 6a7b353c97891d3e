package dev.ovation.core.consistency;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that are watched, one queue for each window, in the order in which they were met. That
 * is nearly the order in which they are due; one that is due a little earlier than those before it
 * waits for them. Not thread-safe.
 */
final class Windows {
  private final long[] windowNanos;
  private final List<ArrayDeque<Watched>> queues = new ArrayList<>();
  private final int watchedMax;
  private int watched;

  /** Events that are due at one window. */
  record Due(int window, List<Watched> events) {}

  Windows(List<Duration> windows, int watchedMax) {
    this.windowNanos = windows.stream().mapToLong(Duration::toNanos).toArray();
    this.watchedMax = watchedMax;
    windows.forEach(window -> queues.add(new ArrayDeque<>()));
  }

  int count() {
    return windowNanos.length;
  }

  int watched() {
    return watched;
  }

  long millis(int window) {
    return windowNanos[window] / 1_000_000;
  }

  /** When a window is over for an event. */
  boolean isOver(int window, Watched event, long nowNanos) {
    long over = windowNanos[window] + WatchSettings.tolerance(windowNanos[window]);
    return nowNanos - event.durableNanos > over;
  }

  /** False when too many are watched already. */
  boolean add(Watched event, int window) {
    if (watched == watchedMax) {
      return false;
    }
    watched++;
    queues.get(window).add(event);
    return true;
  }

  /** Lets events that were taken from a window go on to the next one, if there is one. */
  void next(Due done) {
    int next = done.window() + 1;
    if (next < count()) {
      watched += done.events().size();
      queues.get(next).addAll(done.events());
    }
  }

  /** Takes what is due: of the shortest window first, because that is over first. */
  @Nullable Due take(int eventsMax, long nowNanos) {
    for (int window = 0; window < count(); window++) {
      ArrayDeque<Watched> queue = queues.get(window);
      List<Watched> due = new ArrayList<>();
      while (!queue.isEmpty()
          && due.size() < eventsMax
          && nowNanos - queue.getFirst().durableNanos >= windowNanos[window]) {
        due.add(queue.removeFirst());
      }
      if (!due.isEmpty()) {
        watched -= due.size();
        return new Due(window, due);
      }
    }
    return null;
  }
}
