package dev.ovation.proof.torture.check;

import dev.ovation.proof.torture.check.Violation.Promise;
import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.ListedRow;
import dev.ovation.proof.torture.history.Entry.Read;
import dev.ovation.proof.torture.history.Entry.SummedCount;
import dev.ovation.proof.torture.history.Register;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Holds the three views of the end against each other: what each register is read as, what the
 * lists of its target show, and what the summary counts.
 */
final class EndCheck {
  private final Map<Register, Read> read = new HashMap<>();
  private final Map<Register, ListedRow> listed = new HashMap<>();
  private final Map<String, Map<String, SummedCount>> summed = new TreeMap<>();
  private final Consumer<Violation> broken;

  EndCheck(Consumer<Violation> broken) {
    this.broken = broken;
  }

  void add(Read last) {
    read.put(last.register(), last);
  }

  void add(ListedRow row) {
    ListedRow other = listed.put(row.register(), row);
    if (other != null) {
      report(row.register().toString(), "it is listed twice", List.of(other, row));
    }
  }

  void add(SummedCount count) {
    summed
        .computeIfAbsent(count.target() + "/" + count.kind(), any -> new TreeMap<>())
        .put(count.value(), count);
  }

  void run() {
    rowsAreWhatRegistersHold();
    countsAreRows();
  }

  private void rowsAreWhatRegistersHold() {
    read.forEach(
        (register, last) -> {
          ListedRow row = listed.get(register);
          String value = row == null ? Entry.NONE : row.value();
          if (!last.value().equals(value)) {
            List<Entry> story = row == null ? List.of(last) : List.of(last, row);
            report(
                register.toString(),
                "it is read as '" + last.value() + "' and listed as '" + value + "'",
                story);
          }
        });
    for (ListedRow row : listed.values()) {
      if (!read.containsKey(row.register())) {
        broken.accept(
            new Violation(
                Promise.NO_PHANTOM,
                row.register().toString(),
                "it is listed, but nobody ever wrote to it",
                List.of(row)));
      }
    }
  }

  private void countsAreRows() {
    Map<String, Map<String, Long>> rows = new TreeMap<>();
    for (ListedRow row : listed.values()) {
      Register register = row.register();
      rows.computeIfAbsent(register.target() + "/" + register.kind(), any -> new TreeMap<>())
          .merge(row.value(), 1L, Long::sum);
    }
    summed.keySet().forEach(subject -> rows.computeIfAbsent(subject, any -> new TreeMap<>()));
    rows.forEach(
        (subject, byValue) -> {
          Map<String, Long> counts = new TreeMap<>();
          Map<String, SummedCount> told = summed.getOrDefault(subject, Map.of());
          told.forEach((value, count) -> counts.put(value, count.count()));
          counts.values().removeIf(count -> count == 0);
          if (!counts.equals(byValue)) {
            List<Entry> story = new ArrayList<>(told.values());
            report(subject, "it counts " + counts + " and lists " + byValue, story);
          }
        });
  }

  private void report(String subject, String why, List<Entry> story) {
    broken.accept(new Violation(Promise.COUNT_IS_ROWS, subject, why, story));
  }
}
