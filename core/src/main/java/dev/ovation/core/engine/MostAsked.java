package dev.ovation.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  // Guarded by this: how often each was seen, and the same the other way round, so that the least
  // seen is found without looking at all of them.
  private final Map<T, Long> tracked = new HashMap<>();
  private final TreeMap<Long, Set<T>> byCount = new TreeMap<>();

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
      count(what, count, count + 1);
    } else if (tracked.size() < TRACKED_MAX) {
      count(what, 0, 1);
    } else {
      // The newcomer takes the place of the least seen and inherits its count as its error bound.
      Map.Entry<Long, Set<T>> least = byCount.firstEntry();
      T forgotten = least.getValue().iterator().next();
      leave(forgotten, least.getKey());
      tracked.remove(forgotten);
      count(what, 0, least.getKey() + 1);
    }
  }

  private void count(T what, long before, long now) {
    if (before > 0) {
      leave(what, before);
    }
    tracked.put(what, now);
    byCount.computeIfAbsent(now, count -> new LinkedHashSet<>()).add(what);
  }

  private void leave(T what, long count) {
    byCount.computeIfPresent(
        count,
        (key, those) -> {
          those.remove(what);
          return those.isEmpty() ? null : those;
        });
  }

  /** The most asked for, first. */
  synchronized List<Asked<T>> top(int most) {
    List<Asked<T>> all = new ArrayList<>();
    tracked.forEach((what, count) -> all.add(new Asked<>(what, count * SAMPLE)));
    all.sort(Comparator.comparingLong((Asked<T> asked) -> asked.times()).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
