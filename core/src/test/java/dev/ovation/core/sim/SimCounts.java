package dev.ovation.core.sim;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a simulated ledger does to its counts and their digests, as functions of maps. */
final class SimCounts {
  private SimCounts() {}

  /**
   * A stored count.
   *
   * @param digest see {@link Sum}
   * @param ofRows false for a counter's total
   */
  record Cell(long count, long n, @Nullable RowDigest digest, boolean ofRows) {
    /** The same with another count, as somebody edits it. */
    Cell edited(long other) {
      return new Cell(other, n, digest, ofRows);
    }

    /** The same as a ledger has it that was made before there were digests. */
    Cell unsummed() {
      return new Cell(count, n, null, ofRows);
    }
  }

  /** The counts after a commit. */
  static Map<TargetKind, Map<String, Cell>> with(
      Map<TargetKind, Map<String, Cell>> before, Changes changes) {
    if (changes.counts().isEmpty()) {
      return before;
    }
    Map<TargetKind, Map<String, RowDigest>> digests = digests(changes);
    Map<TargetKind, Map<String, Cell>> after = new LinkedHashMap<>(before);
    for (CountChange change : changes.counts()) {
      TargetKind targetKind = change.targetKind();
      Map<String, Cell> values = new TreeMap<>(before.getOrDefault(targetKind, Map.of()));
      Map<String, RowDigest> ofRows = digests.get(targetKind);
      change
          .after()
          .forEach(
              (value, count) -> {
                Cell cell = values.get(value);
                RowDigest digest =
                    ofRows == null
                        ? RowDigest.ofTotal(targetKind, count)
                        : changed(cell, ofRows.getOrDefault(value, RowDigest.ZERO));
                values.put(value, new Cell(count, changes.position().n(), digest, ofRows != null));
              });
      after.put(targetKind, values);
    }
    return after;
  }

  private static Map<TargetKind, Map<String, RowDigest>> digests(Changes changes) {
    Map<TargetKind, Map<String, RowDigest>> digests = new HashMap<>();
    for (RowChange row : changes.rows()) {
      Map<String, RowDigest> of =
          digests.computeIfAbsent(row.interaction().targetKind(), k -> new HashMap<>());
      merge(of, row.interaction(), row.before());
      merge(of, row.interaction(), row.after());
    }
    return digests;
  }

  private static void merge(Map<String, RowDigest> of, Interaction interaction, Row row) {
    String value = row.value();
    if (value != null) {
      of.merge(value, RowDigest.of(interaction, row), RowDigest::xor);
    }
  }

  private static @Nullable RowDigest changed(@Nullable Cell cell, RowDigest change) {
    RowDigest before = cell == null ? RowDigest.ZERO : cell.digest();
    return before == null ? null : before.xor(change);
  }

  /** What is stored beside what the rows say. */
  static Recount recount(LedgerState state, TargetKind targetKind) {
    Map<String, Cell> cells = state.counts().getOrDefault(targetKind, Map.of());
    SortedMap<String, Sum> counted = counted(state, targetKind);
    boolean isRegister = !counted.isEmpty() || cells.values().stream().allMatch(Cell::ofRows);
    SortedMap<String, Sum> stored = new TreeMap<>();
    long touched = 0;
    for (Map.Entry<String, Cell> each : cells.entrySet()) {
      Cell cell = each.getValue();
      touched = Math.max(touched, cell.n());
      RowDigest digest = cell.digest();
      if (cell.count() != 0 || (digest != null && !digest.equals(RowDigest.ZERO))) {
        stored.put(each.getKey(), new Sum(cell.count(), digest));
      }
    }
    return new Recount(targetKind, isRegister, state.position(), touched, stored, counted);
  }

  private static SortedMap<String, Sum> counted(LedgerState state, TargetKind targetKind) {
    SortedMap<String, Sum> counted = new TreeMap<>();
    state
        .rows()
        .forEach(
            (interaction, row) -> {
              String value = row.value();
              if (value != null && interaction.targetKind().equals(targetKind)) {
                counted.merge(
                    value,
                    new Sum(1, RowDigest.of(interaction, row)),
                    (a, b) -> new Sum(a.total() + b.total(), xor(a.digest(), b.digest())));
              }
            });
    return counted;
  }

  private static @Nullable RowDigest xor(@Nullable RowDigest a, @Nullable RowDigest b) {
    return a == null || b == null ? null : a.xor(b);
  }

  /** What is to be stored of a (target, kind) that is mended. */
  static Map<String, Cell> mended(
      LedgerState state, TargetKind targetKind, @Nullable Long total, long n) {
    Map<String, Cell> cells = new TreeMap<>();
    Recount recount = recount(state, targetKind);
    if (total == null && recount.isRegister()) {
      state
          .counts()
          .getOrDefault(targetKind, Map.of())
          .keySet()
          .forEach(value -> cells.put(value, new Cell(0, n, RowDigest.ZERO, true)));
      recount
          .counted()
          .forEach((value, sum) -> cells.put(value, new Cell(sum.total(), n, sum.digest(), true)));
    } else {
      String value = targetKind.kind();
      long right = total == null ? state.countsOf(targetKind).get(value) : total;
      cells.put(value, new Cell(right, n, RowDigest.ofTotal(targetKind, right), false));
    }
    return cells;
  }
}
