package dev.ovation.app.truth;

import dev.ovation.app.truth.TargetTruth.Moment;
import dev.ovation.app.truth.TargetTruth.Register;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Row;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The truth of one (target, kind) before and after a reading, and what the reading may say. */
record Span(Moment before, Moment after) {

  /** Whether nobody wrote the register while it was read. */
  boolean isQuiet(String actor) {
    Register was = before.register(actor);
    return was.open() == 0 && after.register(actor).begun() == was.begun();
  }

  Row row(String actor) {
    return before.register(actor).row();
  }

  /** What is wrong with a row that was read, or null. */
  @Nullable String problemOf(String actor, Row read) {
    Row known = row(actor);
    if (isQuiet(actor)) {
      return isSame(known, read) ? null : "says " + read + " instead of " + known;
    }
    return read.version() >= known.version() ? null : "says " + read + ", older than " + known;
  }

  static boolean isSame(Row one, Row other) {
    return one.version() == other.version()
        && one.atMillis() == other.atMillis()
        && Objects.equals(one.value(), other.value());
  }

  /** What is wrong with counts of a register kind, or null. */
  @Nullable String problemOf(Counts counts) {
    // Each write that may or may not be in what was read moves a count by one.
    long uncertain = before.open() + after.begun() - before.begun();
    Map<String, Long> expected = before.counts();
    TreeSet<String> values = new TreeSet<>(expected.keySet());
    values.addAll(counts.byValue().keySet());
    for (String value : values) {
      long apart = Math.abs(counts.get(value) - expected.getOrDefault(value, 0L));
      if (apart > uncertain || counts.get(value) < 0) {
        return "counts " + counts + " instead of " + expected + ", uncertain are " + uncertain;
      }
    }
    return null;
  }

  /** What is wrong with the total of a counter, or null. */
  @Nullable String problemOf(long total) {
    return before.total() <= total && total <= after.asked()
        ? null
        : "totals " + total + " instead of " + before.total() + " to " + after.asked();
  }
}
