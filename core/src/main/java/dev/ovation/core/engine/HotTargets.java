package dev.ovation.core.engine;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.HotTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which targets are asked for most, from a sample, in bounded memory: the Space-Saving algorithm
 * (Metwally, Agrawal, El Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data
 * Streams", 2005). Thread-safe.
 */
final class HotTargets {
  private static final int TRACKED_MAX = 128;

  /** One of so many reads is looked at. A power of two. */
  private static final int SAMPLE = 16;

  private final AtomicLong reads = new AtomicLong();
  private final Map<TargetKind, Long> tracked = new HashMap<>();

  void seen(TargetKind targetKind) {
    if ((reads.getAndIncrement() & (SAMPLE - 1)) == 0) {
      track(targetKind);
    }
  }

  private synchronized void track(TargetKind targetKind) {
    Long count = tracked.get(targetKind);
    if (count != null) {
      tracked.put(targetKind, count + 1);
    } else if (tracked.size() < TRACKED_MAX) {
      tracked.put(targetKind, 1L);
    } else {
      // The newcomer takes the place of the least seen and inherits its count as its error bound.
      Map.Entry<TargetKind, Long> least =
          tracked.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
      tracked.remove(least.getKey());
      tracked.put(targetKind, least.getValue() + 1);
    }
  }

  synchronized List<HotTarget> hottest(int targetsMax) {
    List<HotTarget> all = new ArrayList<>();
    tracked.forEach((targetKind, count) -> all.add(new HotTarget(targetKind, count * SAMPLE)));
    all.sort(Comparator.comparingLong(HotTarget::asked).reversed());
    return List.copyOf(all.subList(0, Math.min(targetsMax, all.size())));
  }
}
