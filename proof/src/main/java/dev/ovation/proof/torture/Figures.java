package dev.ovation.proof.torture;

import dev.ovation.proof.torture.check.HistoryCheck.Verdict;
import dev.ovation.proof.torture.load.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What was done and seen, by fault, as a table at the end. Used by one thread. */
final class Figures {
  private final Map<String, Row> rows = new TreeMap<>();

  /** Everything about one sort of fault. */
  private static final class Row {
    private final Meter.Phase during = new Meter.Phase();
    private final List<Long> answeredMillis = new ArrayList<>();
    private final List<Long> healthyMillis = new ArrayList<>();
    private long ok;
    private long failed;
    private long unknown;
    private int remarks;
    private int violations;
  }

  /**
   * What one round saw.
   *
   * @param during the fault
   * @param answeredMillis from the end of the fault until writes were answered by every node
   * @param healthyMillis from there until everything was well and the ledger had caught up
   */
  record Seen(
      String fault,
      Meter.Phase during,
      long answeredMillis,
      long healthyMillis,
      Verdict verdict,
      int violations) {}

  void add(Seen seen) {
    Row row = rows.computeIfAbsent(seen.fault(), any -> new Row());
    row.during.add(seen.during());
    row.answeredMillis.add(seen.answeredMillis());
    row.healthyMillis.add(seen.healthyMillis());
    row.ok += seen.verdict().ok();
    row.failed += seen.verdict().failed();
    row.unknown += seen.verdict().unknown();
    row.remarks += seen.verdict().remarks().size();
    row.violations += seen.violations();
  }

  int rounds() {
    return rows.values().stream().mapToInt(row -> row.healthyMillis.size()).sum();
  }

  long operations() {
    return rows.values().stream().mapToLong(row -> row.ok + row.failed + row.unknown).sum();
  }

  int violations() {
    return rows.values().stream().mapToInt(row -> row.violations).sum();
  }

  /** A table as documents have it, and one of the answers during each fault. */
  String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        | fault | rounds | ok | refused | unknown | p99 write, ms | p99 read, ms \
        | answers again, ms (middle, most) | healthy, ms (middle, most) | reads went back | violations |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        """);
    rows.forEach(
        (fault, row) ->
            text.append(
                "| %s | %d | %,d | %,d | %,d | %s | %s | %s | %s | %d | %d |%n"
                    .formatted(
                        fault,
                        row.healthyMillis.size(),
                        row.ok,
                        row.failed,
                        row.unknown,
                        p99(row.during.writeMicros()),
                        p99(row.during.readMicros()),
                        middleAndMost(row.answeredMillis),
                        middleAndMost(row.healthyMillis),
                        row.remarks,
                        row.violations)));
    text.append(
        "\nAnswers during each fault (of writes each operation counts, of reads each request):\n");
    rows.forEach((fault, row) -> text.append(answers(fault, row.during.answers())));
    return text.toString();
  }

  private static String answers(String fault, Map<String, Long> answers) {
    return answers.entrySet().stream()
        .map(each -> "%s: %,d".formatted(each.getKey(), each.getValue()))
        .collect(Collectors.joining(", ", "  " + fault + ": ", "\n"));
  }

  private static String p99(Histogram micros) {
    return micros.getTotalCount() == 0
        ? "–"
        : "%.1f".formatted(micros.getValueAtPercentile(99) / 1e3);
  }

  private static String middleAndMost(List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    return "%,d, %,d".formatted(sorted.get(sorted.size() / 2), sorted.getLast());
  }
}
