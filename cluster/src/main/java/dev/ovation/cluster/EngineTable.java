package dev.ovation.cluster;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How engines are, asked once, as a table for people. */
final class EngineTable {
  private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final List<List<String>> rows = new ArrayList<>();
  private boolean allAnswer = true;

  private EngineTable() {
    rows.add(List.of("ENGINE", "STATE", "VERSION", "ADDRESS", "PID", "SINCE", "LOG"));
  }

  /**
   * Asks engines.
   *
   * @param zone where the reader is
   * @param working the directory that the reader is in; logs below it are shown so
   */
  static EngineTable of(List<Engine> engines, ZoneId zone, Path working) {
    EngineTable table = new EngineTable();
    for (Engine engine : engines) {
      table.row(engine, zone, working);
    }
    return table;
  }

  private void row(Engine engine, ZoneId zone, Path working) {
    DetachedProcess process = engine.process();
    boolean runs = process.isRunning();
    // If it does not run, who answers at its port is somebody else.
    Optional<String> version = runs ? engine.version() : Optional.empty();
    allAnswer &= version.isPresent();
    Path log = process.log();
    rows.add(
        List.of(
            engine.name(),
            version.isPresent() ? "up" : runs ? "no answer" : "down",
            version.orElse("-"),
            engine.address(),
            process.pid().map(String::valueOf).orElse("-"),
            process.since().map(since -> SINCE.format(since.atZone(zone))).orElse("-"),
            (log.startsWith(working) ? working.relativize(log) : log).toString()));
  }

  /** Whether every engine runs and answers. */
  boolean allAnswer() {
    return allAnswer;
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
