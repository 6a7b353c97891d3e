package dev.ovation.core.domain;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many actors hold each value of a (target, kind); for a counter, its total under the kind's
 * own name. Zero counts are left out. Immutable, sorted by value.
 */
public record Counts(SortedMap<String, Long> byValue) {
  public static final Counts NONE = new Counts(Collections.emptySortedMap());

  /** A copy of the map without zeros. */
  public static Counts of(Map<String, Long> byValue) {
    TreeMap<String, Long> copy = new TreeMap<>();
    byValue.forEach(
        (value, count) -> {
          if (count != 0) {
            copy.put(value, count);
          }
        });
    return new Counts(Collections.unmodifiableSortedMap(copy));
  }

  public long get(String value) {
    return byValue.getOrDefault(value, 0L);
  }
}
