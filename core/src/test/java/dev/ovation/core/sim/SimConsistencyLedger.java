package dev.ovation.core.sim;

import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a simulated ledger does for those who watch it. It outlives processes. */
final class SimConsistencyLedger implements ConsistencyLedger {
  private static final long HOUR_MILLIS = 3_600_000;

  private final SimLedger.Disk disk;
  private final BooleanSupplier fails;
  private final Map<String, Finding> findings = new LinkedHashMap<>();
  private final List<Tally> tallies = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  SimConsistencyLedger(SimLedger.Disk disk, BooleanSupplier fails) {
    this.disk = disk;
    this.fails = fails;
  }

  private void failSometimes(String what) {
    if (fails.getAsBoolean()) {
      throw new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "simulated failure of " + what);
    }
  }

  @Override
  public List<LedgerAnswer> look(List<LedgerQuery> queries) {
    failSometimes("a look");
    return queries.stream().map(query -> disk.now(query.targetKind()).answer(query)).toList();
  }

  @Override
  public Set<Long> parked(int partition, Collection<Long> offsets) {
    failSometimes("looking for parked events");
    return disk.now(partition).history().stream()
        .map(letter -> letter.parked().offset())
        .filter(offsets::contains)
        .collect(Collectors.toSet());
  }

  @Override
  public void keep(Evidence evidence) {
    failSometimes("keeping findings");
    disk.needRoom("findings");
    for (Finding finding : evidence.findings()) {
      findings.putIfAbsent(id(finding), finding);
    }
    tallies.addAll(evidence.tallies());
    figures.addAll(evidence.figures());
  }

  private static String id(Finding finding) {
    return finding.view()
        + " "
        + finding.targetKind()
        + " "
        + finding.key()
        + " "
        + finding.expectedVersion()
        + " "
        + finding.windowMillis();
  }

  private static boolean isSince(long hour, long sinceMillis) {
    return (hour + 1) * HOUR_MILLIS > sinceMillis;
  }

  @Override
  public Kept kept(long sinceMillis, int findingsMax) {
    List<Finding> found =
        findings.values().stream()
            .filter(finding -> finding.atMillis() >= sinceMillis)
            .sorted(Comparator.comparingLong(Finding::atMillis).reversed())
            .toList();
    Map<CauseCount, Long> causes =
        found.stream()
            .collect(
                Collectors.groupingBy(
                    f -> new CauseCount(f.view(), f.cause(), 0), Collectors.counting()));
    return new Kept(
        tallies(sinceMillis),
        figures(sinceMillis),
        causes.entrySet().stream()
            .map(e -> new CauseCount(e.getKey().view(), e.getKey().cause(), e.getValue()))
            .toList(),
        found.stream().limit(findingsMax).toList(),
        found.isEmpty() ? 0 : found.getLast().atMillis());
  }

  private List<Tally> tallies(long sinceMillis) {
    Map<Tally, Tally> sums = new LinkedHashMap<>();
    for (Tally t : tallies) {
      if (isSince(t.hour(), sinceMillis)) {
        Tally key = new Tally(0, 0, t.space(), t.view(), t.windowMillis(), 0, 0, 0);
        sums.merge(
            key,
            new Tally(
                0, 0, t.space(), t.view(), t.windowMillis(), t.checked(), t.behind(), t.wrong()),
            (a, b) ->
                new Tally(
                    0,
                    0,
                    a.space(),
                    a.view(),
                    a.windowMillis(),
                    a.checked() + b.checked(),
                    a.behind() + b.behind(),
                    a.wrong() + b.wrong()));
      }
    }
    return List.copyOf(sums.values());
  }

  private List<Figure> figures(long sinceMillis) {
    Map<String, Long> sums = new TreeMap<>();
    for (Figure figure : figures) {
      if (isSince(figure.hour(), sinceMillis)) {
        sums.merge(figure.name(), figure.value(), Long::sum);
      }
    }
    return sums.entrySet().stream().map(e -> new Figure(0, 0, e.getKey(), e.getValue())).toList();
  }

  @Override
  public int forget(long beforeMillis, int rowsMax) {
    int before = findings.size() + tallies.size() + figures.size();
    List<String> old =
        findings.entrySet().stream()
            .filter(e -> e.getValue().atMillis() < beforeMillis)
            .limit(rowsMax)
            .map(Map.Entry::getKey)
            .toList();
    old.forEach(findings::remove);
    int left = rowsMax - old.size();
    List<Tally> oldTallies =
        tallies.stream().filter(t -> !isSince(t.hour(), beforeMillis)).limit(left).toList();
    tallies.removeAll(oldTallies);
    List<Figure> oldFigures =
        Stream.of(figures.toArray(Figure[]::new))
            .filter(f -> !isSince(f.hour(), beforeMillis))
            .limit(left - oldTallies.size())
            .toList();
    figures.removeAll(oldFigures);
    return before - findings.size() - tallies.size() - figures.size();
  }

  List<Finding> findings() {
    return List.copyOf(findings.values());
  }

  /** How many checks are kept. */
  long checked() {
    return tallies.stream().mapToLong(Tally::checked).sum();
  }

  /** The sum of a figure that is kept. */
  long figure(String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .mapToLong(Figure::value)
        .sum();
  }
}
