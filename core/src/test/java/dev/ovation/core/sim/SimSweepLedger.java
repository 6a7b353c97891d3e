package dev.ovation.core.sim;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated ledger does for those who sweep and mend it. Cases and marks of edits are part
 * of a partition's state, so that they are lost with the commits of a machine that stops; {@link
 * SimTampering} plays somebody with an UPDATE.
 */
final class SimSweepLedger implements SweepLedger {
  private final SimLedger.Disk disk;
  private final BooleanSupplier fails;
  private final Map<String, String> bookmarks = new HashMap<>();
  private long lastCase;

  SimSweepLedger(SimLedger.Disk disk, BooleanSupplier fails) {
    this.disk = disk;
    this.fails = fails;
  }

  private void failSometimes(String what) {
    if (fails.getAsBoolean()) {
      throw new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "simulated failure of " + what);
    }
  }

  // ---- counting again ------------------------------------------------------------------------

  @Override
  public List<Recount> recount(List<TargetKind> targetKinds) {
    failSometimes("a recount");
    return targetKinds.stream()
        .map(targetKind -> SimCounts.recount(disk.now(targetKind), targetKind))
        .toList();
  }

  @Override
  public RecountPage recountAfter(@Nullable String cursor, int rowsMax) {
    failSometimes("a pass");
    List<TargetKind> left =
        stored().stream()
            .filter(each -> cursor == null || each.toString().compareTo(cursor) > 0)
            .sorted(Comparator.comparing(TargetKind::toString))
            .toList();
    List<Recount> recounts = new ArrayList<>();
    long rows = 0;
    for (TargetKind targetKind : left) {
      if (rows >= rowsMax) {
        return new RecountPage(recounts, recounts.getLast().targetKind().toString(), rows);
      }
      LedgerState state = disk.now(targetKind);
      recounts.add(SimCounts.recount(state, targetKind));
      rows +=
          state.counts().getOrDefault(targetKind, Map.of()).size()
              + state.rows().keySet().stream()
                  .filter(row -> row.targetKind().equals(targetKind))
                  .count();
    }
    return new RecountPage(recounts, null, rows);
  }

  private List<TargetKind> stored() {
    LinkedHashSet<TargetKind> all = new LinkedHashSet<>();
    for (int p = 0; p < disk.partitions(); p++) {
      all.addAll(disk.now(p).counts().keySet());
      disk.now(p).rows().keySet().forEach(row -> all.add(row.targetKind()));
    }
    return List.copyOf(all);
  }

  // ---- edits and bookmarks -------------------------------------------------------------------

  @Override
  public List<Edit> edits(int editsMax) {
    failSometimes("edits");
    return states()
        .flatMap(state -> state.edits().stream())
        .sorted(Comparator.comparingLong(Edit::id))
        .limit(editsMax)
        .toList();
  }

  @Override
  public void forgetEdits(long upToId) {
    failSometimes("forgetting edits");
    disk.needRoom("forgetting edits");
    for (int p = 0; p < disk.partitions(); p++) {
      LedgerState state = disk.now(p);
      List<Edit> left = state.edits().stream().filter(edit -> edit.id() > upToId).toList();
      if (left.size() < state.edits().size()) {
        disk.commit(p, state.withEdits(left));
      }
    }
  }

  @Override
  public @Nullable String bookmark(String name) {
    failSometimes("a bookmark");
    return bookmarks.get(name);
  }

  @Override
  public void bookmark(String name, @Nullable String text) {
    failSometimes("keeping a bookmark");
    disk.needRoom("keeping a bookmark");
    if (text == null) {
      bookmarks.remove(name);
    } else {
      bookmarks.put(name, text);
    }
  }

  // ---- cases ---------------------------------------------------------------------------------

  private Stream<LedgerState> states() {
    return IntStream.range(0, disk.partitions()).mapToObj(disk::now);
  }

  private Stream<RepairCase> all() {
    return states().flatMap(state -> state.cases().stream());
  }

  private void change(int partition, UnaryOperator<List<RepairCase>> change) {
    LedgerState before = disk.now(partition);
    List<RepairCase> after = change.apply(before.cases());
    if (!after.equals(before.cases())) {
      disk.commit(partition, before.withCases(after));
    }
  }

  @Override
  public boolean open(RepairCase repairCase) {
    if (!repairCase.state().isOpen()) {
      throw new IllegalArgumentException("a case that is closed is not opened: " + repairCase);
    }
    failSometimes("a case before its commit");
    disk.needRoom("a case");
    boolean isOpen =
        all()
            .anyMatch(
                each -> each.state().isOpen() && each.targetKind().equals(repairCase.targetKind()));
    if (!isOpen) {
      RepairCase opened =
          new RepairCase(
              ++lastCase,
              repairCase.partition(),
              repairCase.targetKind(),
              repairCase.cause(),
              repairCase.evidence(),
              repairCase.by(),
              repairCase.foundMillis(),
              repairCase.state(),
              0,
              "");
      change(
          opened.partition(), cases -> Stream.concat(cases.stream(), Stream.of(opened)).toList());
    }
    failSometimes("a case after its commit");
    return !isOpen;
  }

  /** The id of the newest case that was ever opened. */
  long lastCase() {
    return lastCase;
  }

  @Override
  public List<RepairCase> due(int partition, int casesMax) {
    failSometimes("due cases");
    return disk.now(partition).cases().stream()
        .filter(each -> each.state() == CaseState.DUE)
        .limit(casesMax)
        .toList();
  }

  @Override
  public List<RepairCase> cases(long sinceMillis, int casesMax) {
    failSometimes("cases");
    return all()
        .filter(each -> each.foundMillis() >= sinceMillis || each.state().isOpen())
        .sorted(Comparator.comparingLong(RepairCase::id).reversed())
        .limit(casesMax)
        .toList();
  }

  @Override
  public List<CaseCount> caseCounts(long sinceMillis) {
    Map<String, CaseCount> counts = new LinkedHashMap<>();
    cases(sinceMillis, Integer.MAX_VALUE)
        .forEach(
            each ->
                counts.merge(
                    each.cause() + " " + each.state(),
                    new CaseCount(
                        each.cause(),
                        each.state(),
                        1,
                        each.state().isOpen() ? 0 : each.closedMillis() - each.foundMillis(),
                        each.foundMillis()),
                    SimSweepLedger::sum));
    return List.copyOf(counts.values());
  }

  private static CaseCount sum(CaseCount a, CaseCount b) {
    return new CaseCount(
        a.cause(),
        a.state(),
        a.cases() + b.cases(),
        a.millisTotal() + b.millisTotal(),
        Math.min(a.oldestMillis(), b.oldestMillis()));
  }

  @Override
  public int hold() {
    return put(
        CaseState.HELD,
        "",
        each -> each.state() == CaseState.DUE && !each.cause().equals(NOT_SUMMED));
  }

  @Override
  public int release(String note) {
    return put(CaseState.DUE, note, each -> each.state() == CaseState.HELD);
  }

  @Override
  public @Nullable RepairCase release(long id, String note) {
    put(CaseState.DUE, note, each -> each.id() == id && each.state() == CaseState.HELD);
    return all().filter(each -> each.id() == id).findFirst().orElse(null);
  }

  private int put(CaseState to, String note, Predicate<RepairCase> goes) {
    failSometimes("holding");
    disk.needRoom("holding");
    int changed = (int) all().filter(goes).count();
    for (int p = 0; p < disk.partitions(); p++) {
      change(
          p,
          cases ->
              cases.stream().map(each -> goes.test(each) ? in(to, note, each) : each).toList());
    }
    return changed;
  }

  private static RepairCase in(CaseState state, String note, RepairCase of) {
    return new RepairCase(
        of.id(),
        of.partition(),
        of.targetKind(),
        of.cause(),
        of.evidence() + note,
        of.by(),
        of.foundMillis(),
        state,
        of.closedMillis(),
        of.outcome());
  }

  @Override
  public int forgetCases(long beforeMillis, int casesMax) {
    failSometimes("forgetting cases");
    disk.needRoom("forgetting cases");
    List<RepairCase> gone =
        all()
            .filter(each -> !each.state().isOpen() && each.closedMillis() < beforeMillis)
            .limit(casesMax)
            .toList();
    for (int p = 0; p < disk.partitions(); p++) {
      change(p, cases -> cases.stream().filter(each -> !gone.contains(each)).toList());
    }
    return gone.size();
  }
}
