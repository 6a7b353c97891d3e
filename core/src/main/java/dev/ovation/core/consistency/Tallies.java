package dev.ovation.core.consistency;

import dev.ovation.core.port.ConsistencyLedger.Evidence;
import dev.ovation.core.port.ConsistencyLedger.Figure;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.Tally;
import dev.ovation.core.port.ConsistencyLedger.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found and is not kept in the ledger yet. Small: a number for each partition, space, view
 * and window of an hour. Not thread-safe.
 */
final class Tallies {
  /** While the ledger is away; what is more is in the tallies all the same. */
  private static final int FINDINGS_MAX = 10_000;

  private final Map<Key, long[]> tallies = new LinkedHashMap<>();
  private final Map<FigureKey, Long> figures = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private record Key(long hour, int partition, String space, View view, long windowMillis) {}

  private record FigureKey(long hour, int partition, String name) {}

  void check(
      long hour, Watched event, View view, long windowMillis, boolean behind, boolean wrong) {
    String space = event.event.target().space();
    long[] counts =
        tallies.computeIfAbsent(
            new Key(hour, event.partition, space, view, windowMillis), key -> new long[3]);
    counts[0]++;
    counts[1] += behind ? 1 : 0;
    counts[2] += wrong ? 1 : 0;
  }

  void add(long hour, int partition, String name, long value) {
    if (value != 0) {
      figures.merge(new FigureKey(hour, partition, name), value, Long::sum);
    }
  }

  void add(Finding finding) {
    if (findings.size() < FINDINGS_MAX) {
      findings.add(finding);
    }
  }

  boolean hasFindings() {
    return !findings.isEmpty();
  }

  Evidence evidence() {
    List<Tally> told = new ArrayList<>();
    tallies.forEach(
        (key, counts) ->
            told.add(
                new Tally(
                    key.hour(),
                    key.partition(),
                    key.space(),
                    key.view(),
                    key.windowMillis(),
                    counts[0],
                    counts[1],
                    counts[2])));
    List<Figure> numbers = new ArrayList<>();
    figures.forEach(
        (key, value) -> numbers.add(new Figure(key.hour(), key.partition(), key.name(), value)));
    return new Evidence(List.copyOf(findings), told, numbers);
  }

  /** What was told is kept. */
  void clear() {
    tallies.clear();
    figures.clear();
    findings.clear();
  }
}
