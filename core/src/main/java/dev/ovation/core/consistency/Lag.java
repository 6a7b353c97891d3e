package dev.ovation.core.consistency;

import java.util.Map;
import java.util.TreeMap;

/**
 * Lags in buckets, ten for each power of ten, so that hours and nodes can be added up: a percentile
 * is told as the upper end of its bucket, which is at most 26 % more than it was.
 */
public final class Lag {
  private static final String PREFIX = "lag.";
  private static final int PER_DECADE = 10;

  private final TreeMap<Integer, Long> buckets = new TreeMap<>();
  private long count;

  /** The name of the figure that counts lags like this one. */
  static String figure(long nanos) {
    double millis = Math.max(1, nanos / 1e6);
    return PREFIX + (int) Math.ceil(Math.log10(millis) * PER_DECADE);
  }

  /** Reads what figures say; those of other things are left out. */
  static Lag of(Map<String, Long> figures) {
    Lag lag = new Lag();
    figures.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            lag.buckets.put(Integer.parseInt(name.substring(PREFIX.length())), value);
            lag.count += value;
          }
        });
    return lag;
  }

  /** How many lags there are. */
  public long count() {
    return count;
  }

  /**
   * A percentile in milliseconds, 0 when there are no lags.
   *
   * @param percent more than 0, 100 for the longest
   */
  public long millis(double percent) {
    long wanted = Math.max(1, (long) Math.ceil(count * percent / 100));
    long below = 0;
    for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
      below += bucket.getValue();
      if (below >= wanted) {
        return Math.round(Math.pow(10, bucket.getKey() / (double) PER_DECADE));
      }
    }
    return 0;
  }
}
