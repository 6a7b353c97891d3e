package dev.ovation.app.cli.csvimport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of the lines. Thread-safe. */
public final class ImportTotals {
  /** Failures that are told one by one; the rest is only counted. */
  private static final int LISTED_MAX = 100;

  private long resumedAfterLine;
  private long read;
  private long skipped;
  private long changed;
  private long unchanged;
  private long failed;
  private final List<Failure> failures = new ArrayList<>();

  /** A line that was not imported. */
  public record Failure(long line, String reason) {}

  synchronized void resumedAfter(long line) {
    resumedAfterLine = line;
  }

  synchronized void read() {
    read++;
  }

  synchronized void skipped() {
    skipped++;
  }

  synchronized void written(boolean isChanged) {
    if (isChanged) {
      changed++;
    } else {
      unchanged++;
    }
  }

  synchronized void failed(long line, String reason) {
    failed++;
    if (failures.size() < LISTED_MAX) {
      failures.add(new Failure(line, reason));
    }
  }

  public synchronized long failed() {
    return failed;
  }

  public synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** By name, in the order to show them: the lines read are the sum of the other four. */
  public synchronized Map<String, Long> byName() {
    Map<String, Long> totals = new LinkedHashMap<>();
    totals.put("resumedAfterLine", resumedAfterLine);
    totals.put("read", read);
    totals.put("skipped", skipped);
    totals.put("changed", changed);
    totals.put("unchanged", unchanged);
    totals.put("failed", failed);
    return totals;
  }
}
