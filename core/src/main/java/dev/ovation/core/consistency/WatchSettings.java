package dev.ovation.core.consistency;

import java.time.Duration;
import java.util.List;

/**
 * How much a {@link Watcher} watches.
 *
 * @param windows how long after an event was durable it is looked for, ascending
 * @param eventsPerSecond above that rate events are sampled. It bounds everything else: checks a
 *     second, and how many events are watched at a time
 * @param batchMax events that are looked for at once
 * @param keepEvery how often what was found is written to the ledger
 * @param lookBack how many events before where a projector begins are watched, too: what a node
 *     that died had committed and nobody has looked at
 */
public record WatchSettings(
    List<Duration> windows, int eventsPerSecond, int batchMax, Duration keepEvery, int lookBack) {

  /** The windows that reports speak of. */
  public static final List<Duration> WINDOWS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(300));

  private static final int BATCH_MAX = 500;
  private static final Duration KEEP_EVERY = Duration.ofSeconds(10);
  private static final int LOOK_BACK = 5_000;

  public WatchSettings {
    windows = List.copyOf(windows);
    if (windows.isEmpty() || eventsPerSecond < 1 || batchMax < 1) {
      throw new IllegalArgumentException("windows, a rate and a batch size are needed");
    }
  }

  /** The usual windows. */
  public static WatchSettings standard(int eventsPerSecond) {
    return new WatchSettings(WINDOWS, eventsPerSecond, BATCH_MAX, KEEP_EVERY, LOOK_BACK);
  }

  /**
   * How many events are watched at a time: as many as the rate lets in until the last window is
   * over, that one's tolerance included.
   */
  int watchedMax() {
    long last = windows.getLast().toNanos();
    long nanos = last + tolerance(last) + Duration.ofSeconds(2).toNanos();
    double seconds = nanos / 1e9;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(seconds * eventsPerSecond));
  }

  /** A check that comes later than this after its window says nothing of that window. */
  static long tolerance(long windowNanos) {
    return windowNanos / 2;
  }
}
