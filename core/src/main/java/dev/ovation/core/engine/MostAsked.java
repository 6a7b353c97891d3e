package dev.ovation.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is asked for most, from a sample, in bounded memory: the Space-Saving algorithm (Metwally,
 * Agrawal, El Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data Streams",
 * 2005). Thread-safe.
 */
final class MostAsked<T> {
  private static final int TRACKED_MAX = 512;

  /** One of so many is looked at. A power of two. */
  private static final int SAMPLE = 16;

  private final AtomicLong seen = new AtomicLong();
  private final Map<T, Long> tracked = new HashMap<>();

  /** How often something was asked for, about. */
  record Asked<T>(T what, long times) {}

  void seen(T what) {
    if ((seen.getAndIncrement() & (SAMPLE - 1)) == 0) {
      track(what);
    }
  }

  private synchronized void track(T what) {
    Long count = tracked.get(what);
    if (count != null) {
      tracked.put(what, count + 1);
    } else if (tracked.size() < TRACKED_MAX) {
      tracked.put(what, 1L);
    } else {
      // The newcomer takes the place of the least seen and inherits its count as its error bound.
      Map.Entry<T, Long> least =
          tracked.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
      tracked.remove(least.getKey());
      tracked.put(what, least.getValue() + 1);
    }
  }

  /** The most asked for, first. */
  synchronized List<Asked<T>> top(int most) {
    List<Asked<T>> all = new ArrayList<>();
    tracked.forEach((what, count) -> all.add(new Asked<>(what, count * SAMPLE)));
    all.sort(Comparator.comparingLong((Asked<T> asked) -> asked.times()).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
