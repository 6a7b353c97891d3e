package dev.ovation.core.consistency;

import dev.ovation.core.port.ConsistencyLedger.CauseCount;
import dev.ovation.core.port.ConsistencyLedger.Figure;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.Kept;
import dev.ovation.core.port.ConsistencyLedger.Tally;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How consistent the views were, as the ledger keeps it of all nodes and partitions.
 *
 * @param sinceMillis figures are those of hours that ended after this
 * @param tallies by space, view and window, shortest window first
 * @param coverage of how much of what happened they speak
 * @param lag how long events were durable before the ledger had them
 * @param findings the newest, newest first
 * @param oldestMillis of the oldest finding; 0 when there is none
 */
public record ConsistencyReport(
    long sinceMillis,
    long untilMillis,
    List<Tally> tallies,
    Map<Coverage, Long> coverage,
    Lag lag,
    List<CauseCount> byCause,
    List<Finding> findings,
    long oldestMillis) {

  private static final Comparator<Tally> ORDER =
      Comparator.comparing(Tally::space)
          .thenComparing(Tally::view)
          .thenComparingLong(Tally::windowMillis);

  /** Reads what is kept. */
  public static ConsistencyReport of(Kept kept, long sinceMillis, long untilMillis) {
    Map<String, Long> figures = new HashMap<>();
    for (Figure figure : kept.figures()) {
      figures.merge(figure.name(), figure.value(), Long::sum);
    }
    Map<Coverage, Long> coverage = new EnumMap<>(Coverage.class);
    for (Coverage each : Coverage.values()) {
      coverage.put(each, figures.getOrDefault(each.figure(), 0L));
    }
    return new ConsistencyReport(
        sinceMillis,
        untilMillis,
        kept.tallies().stream().sorted(ORDER).toList(),
        coverage,
        Lag.of(figures),
        kept.byCause(),
        kept.findings(),
        kept.oldestMillis());
  }

  /** How well a view did; being behind is not being wrong. */
  public static Nines nines(Tally tally) {
    return new Nines(tally.checked(), tally.wrong());
  }

  /** How many findings there are, each window counted. */
  public long findingsTotal() {
    return byCause.stream().mapToLong(CauseCount::findings).sum();
  }
}
