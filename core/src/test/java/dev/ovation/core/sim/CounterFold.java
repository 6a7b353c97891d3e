package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What counters' events make, in the order in which a ledger meets them: a token counts once within
 * its window. Versions tell how much later it came again. So where a wall clock has jumped farther
 * than the window a token counts again, however soon it came: that much is promised and no more.
 */
final class CounterFold {
  private final Map<TokenKey, CounterEvent> counted = new HashMap<>();
  private final Map<TokenKey, Long> totals = new HashMap<>();

  void add(CounterEvent event) {
    TokenKey key = new TokenKey(event.targetKind(), event.entryKey());
    CounterEvent before = counted.get(key);
    if (before == null || isForgotten(before, event)) {
      counted.put(key, event);
      totals.merge(key, (long) event.by(), Long::sum);
    }
  }

  /** Whether so much later nobody remembers what was counted. */
  private static boolean isForgotten(CounterEvent before, CounterEvent event) {
    return Version.millis(event.version()) - Version.millis(before.version())
        > Rule.TOKEN_WINDOW_MILLIS;
  }

  long total(TargetKind targetKind) {
    long total = 0;
    for (Map.Entry<TokenKey, Long> one : totals.entrySet()) {
      total += one.getKey().targetKind().equals(targetKind) ? one.getValue() : 0;
    }
    return total;
  }

  /** How often one key has counted. */
  static long times(TokenKey key, List<Event> events) {
    List<Event> ones = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof CounterEvent e) {
        ones.add(new CounterEvent(e.interaction(), 1, e.token(), e.version(), e.atMillis()));
      }
    }
    return added(key, ones);
  }

  /** What one key has added. */
  static long added(TokenKey key, List<Event> events) {
    CounterFold fold = new CounterFold();
    for (Event event : events) {
      if (event instanceof CounterEvent e
          && e.targetKind().equals(key.targetKind())
          && e.entryKey().equals(key.key())) {
        fold.add(e);
      }
    }
    return fold.total(key.targetKind());
  }

  /**
   * Whether an event's token came again after its window. While the first of the two is on its way
   * to the ledger it hides the other from who looks at the hot store, which keeps one event a
   * token: the other is shown once the ledger has counted both.
   */
  static boolean comesAgain(CounterEvent event, List<Event> all) {
    CounterEvent oldest = event;
    CounterEvent newest = event;
    for (Event other : all) {
      if (other instanceof CounterEvent e
          && e.targetKind().equals(event.targetKind())
          && e.entryKey().equals(event.entryKey())) {
        oldest = e.version() < oldest.version() ? e : oldest;
        newest = e.version() > newest.version() ? e : newest;
      }
    }
    return isForgotten(oldest, newest);
  }
}
