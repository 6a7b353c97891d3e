package dev.ovation.core.projection;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares the rows of a (target, kind) with the events that they should show. */
final class RowRepairs {
  /** How many rows an audit names; of the others it says how many there are. */
  private static final int NAMED_MAX = 5;

  private final TargetKind targetKind;
  private final boolean isDigestRight;
  private final Map<String, Row> rows = new HashMap<>();
  private final Map<String, RowFix> fixes = new LinkedHashMap<>();
  private String cause = "";

  /**
   * @param isDigestRight whether the rows are those that commits wrote: what is missing then was
   *     never seen
   */
  RowRepairs(TargetKind targetKind, List<KeyedRow> rows, boolean isDigestRight) {
    this.targetKind = targetKind;
    this.isDigestRight = isDigestRight;
    rows.forEach(row -> this.rows.put(row.key(), row.row()));
  }

  /**
   * Finds what differs.
   *
   * @param n the commit that is to put it right
   */
  void compare(Map<String, RegisterEvent> events, long n) {
    TreeSet<String> actors = new TreeSet<>(rows.keySet());
    actors.addAll(events.keySet());
    for (String actor : actors) {
      Row row = row(actor);
      Row right = Rows.of(events.get(actor), n);
      if (!Rows.same(row, right)) {
        fixes.put(actor, new RowFix(new Interaction(targetKind, actor), right));
        cause = cause.isEmpty() ? cause(row, right) : cause;
      }
    }
  }

  private String cause(Row row, Row right) {
    if (!right.exists()) {
      return Causes.PHANTOM_ROW;
    }
    if (isDigestRight) {
      return Causes.SKIPPED_EVENT;
    }
    return row.exists() ? Causes.MANUAL_EDIT : Causes.LOST_ROW;
  }

  Row row(String actor) {
    return rows.getOrDefault(actor, Row.NONE);
  }

  /** The row that an actor has once all is right. */
  Row right(String actor) {
    RowFix fix = fixes.get(actor);
    return fix == null ? row(actor) : fix.right();
  }

  /** All actors that have a row. */
  Iterable<String> actors() {
    return new TreeSet<>(rows.keySet());
  }

  /** What views of actors must show. */
  List<RowConfirm> views(Iterable<String> actors) {
    List<RowConfirm> views = new ArrayList<>();
    for (String actor : actors) {
      views.add(new RowConfirm(new Interaction(targetKind, actor), right(actor)));
    }
    return views;
  }

  List<RowFix> fixes() {
    return List.copyOf(fixes.values());
  }

  /** What was done to the first row that is wrong; empty when none is. */
  String cause() {
    return cause;
  }

  /** The wrong rows as they are. */
  String before() {
    return named(fix -> row(fix.interaction().actor()));
  }

  /** The wrong rows as they are to be. */
  String after() {
    return named(RowFix::right);
  }

  private String named(java.util.function.Function<RowFix, Row> row) {
    String some =
        fixes.values().stream()
            .limit(NAMED_MAX)
            .map(fix -> fix.interaction().actor() + " " + Rows.text(row.apply(fix)))
            .collect(Collectors.joining(", "));
    return fixes.size() > NAMED_MAX ? some + " and " + (fixes.size() - NAMED_MAX) + " more" : some;
  }
}
