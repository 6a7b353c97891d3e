package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.TargetKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counts that may be told where nothing is under way. There is one answer, unless a token came
 * again after its window, as when a clock has jumped so far: then it depends on how far the ledger
 * is, because one event hides the other until both are counted.
 */
record Tellable(Counts least, Counts most) {
  static Tellable exactly(Counts counts) {
    return new Tellable(counts, counts);
  }

  /**
   * What events make of a counter: each token once, or as often as it counts.
   *
   * @param events in the order in which the ledger meets them, or one that counts no fewer
   */
  static Tellable ofCounter(TargetKind targetKind, List<Event> events) {
    Map<String, Long> once = new HashMap<>();
    CounterFold fold = new CounterFold();
    for (Event event : events) {
      if (event instanceof CounterEvent e && e.targetKind().equals(targetKind)) {
        once.putIfAbsent(e.entryKey(), (long) e.by());
        fold.add(e);
      }
    }
    return new Tellable(
        total(targetKind, once.values().stream().mapToLong(Long::longValue).sum()),
        total(targetKind, fold.total(targetKind)));
  }

  private static Counts total(TargetKind targetKind, long total) {
    return Counts.of(Map.of(targetKind.kind(), total));
  }

  /** The one answer; null where there are several. */
  @Nullable Counts exact() {
    return least.equals(most) ? most : null;
  }

  boolean allows(TargetKind targetKind, Counts told) {
    if (exact() != null) {
      return told.equals(exact());
    }
    long total = told.get(targetKind.kind());
    return least.get(targetKind.kind()) <= total && total <= most.get(targetKind.kind());
  }

  @Override
  public String toString() {
    return least.equals(most) ? most.toString() : least + " to " + most;
  }
}
