package dev.ovation.core.consistency;

import dev.ovation.core.consistency.PassFigures.What;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What all passes of a process did since its start. Thread-safe. */
public final class SweepTotals {
  private final Map<Key, LongAdder> sums = new ConcurrentHashMap<>();
  private final Map<Which, LongAdder> passes = new ConcurrentHashMap<>();

  /** The two kinds of passes. */
  public enum Which {
    RECENT("recent"),
    FULL("full");

    private final String text;

    Which(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  private record Key(Which which, What what) {}

  /** Adds what has come since the figures were told last. */
  void add(Which which, PassFigures before, PassFigures now) {
    for (What what : What.values()) {
      if (what != What.STARTED && what != What.ENDED) {
        sums.computeIfAbsent(new Key(which, what), k -> new LongAdder())
            .add(now.get(what) - before.get(what));
      }
    }
  }

  void ended(Which which) {
    passes.computeIfAbsent(which, w -> new LongAdder()).increment();
  }

  public long sum(Which which, What what) {
    LongAdder sum = sums.get(new Key(which, what));
    return sum == null ? 0 : sum.sum();
  }

  /** Passes that came to their end. */
  public long passes(Which which) {
    LongAdder ended = passes.get(which);
    return ended == null ? 0 : ended.sum();
  }
}
