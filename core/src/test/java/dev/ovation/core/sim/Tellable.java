package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
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
   * What events make of a counter: each token once, or as often as it counts; and of events of such
   * a token that add different amounts, any.
   *
   * @param events in the order in which the ledger meets them, or one that counts no fewer
   */
  static Tellable ofCounter(TargetKind targetKind, List<Event> events) {
    Map<String, List<Event>> byKey = new LinkedHashMap<>();
    for (Event event : events) {
      if (event instanceof CounterEvent e && e.targetKind().equals(targetKind)) {
        byKey.computeIfAbsent(e.entryKey(), key -> new ArrayList<>()).add(e);
      }
    }
    long least = 0;
    long most = 0;
    for (Map.Entry<String, List<Event>> of : byKey.entrySet()) {
      List<Event> all = of.getValue();
      TokenKey key = new TokenKey(targetKind, of.getKey());
      long added = CounterFold.added(key, all);
      if (CounterFold.comesAgain((CounterEvent) all.getFirst(), all)) {
        LongSummaryStatistics amounts =
            all.stream().mapToLong(e -> ((CounterEvent) e).by()).summaryStatistics();
        least += amounts.getMin();
        most += CounterFold.times(key, all) * amounts.getMax();
      } else {
        least += added;
        most += added;
      }
    }
    return new Tellable(total(targetKind, least), total(targetKind, most));
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
