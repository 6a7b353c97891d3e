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
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated ledger does for those who sweep and mend it. Cases are part of a partition's
 * state, so that they are lost with the commits of a machine that stops; edits are told by whoever
 * plays somebody with an UPDATE.
 */
final class SimSweepLedger implements SweepLedger {
  private final SimLedger.Disk disk;
  private final BooleanSupplier fails;
  private final List<Edit> edits = new ArrayList<>();
  private final Map<String, String> bookmarks = new HashMap<>();
  private long lastEdit;
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

  /** Notes what somebody did, as the triggers of a database would. */
  void edited(TargetKind targetKind, String what) {
    edits.add(new Edit(++lastEdit, targetKind.target(), targetKind.kind(), what));
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
    return edits.stream().limit(editsMax).toList();
  }

  @Override
  public void forgetEdits(long upToId) {
    failSometimes("forgetting edits");
    edits.removeIf(edit -> edit.id() <= upToId);
  }

  @Override
  public @Nullable String bookmark(String name) {
    failSometimes("a bookmark");
    return bookmarks.get(name);
  }

  @Override
  public void bookmark(String name, @Nullable String text) {
    failSometimes("keeping a bookmark");
    if (text == null) {
      bookmarks.remove(name);
    } else {
      bookmarks.put(name, text);
    }
  }

  // ---- cases ---------------------------------------------------------------------------------

  private Stream<RepairCase> all() {
    return Stream.iterate(0, p -> p < disk.partitions(), p -> p + 1)
        .flatMap(p -> disk.now(p).cases().stream());
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
    failSometimes("a case before its commit");
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
  public int hold(boolean held) {
    failSometimes("holding");
    CaseState from = held ? CaseState.DUE : CaseState.HELD;
    CaseState to = held ? CaseState.HELD : CaseState.DUE;
    Predicate<RepairCase> goes =
        each -> each.state() == from && !(held && each.cause().equals(NOT_SUMMED));
    int changed = (int) all().filter(goes).count();
    for (int p = 0; p < disk.partitions(); p++) {
      change(
          p, cases -> cases.stream().map(each -> goes.test(each) ? in(to, each) : each).toList());
    }
    return changed;
  }

  private static RepairCase in(CaseState state, RepairCase of) {
    return new RepairCase(
        of.id(),
        of.partition(),
        of.targetKind(),
        of.cause(),
        of.evidence(),
        of.by(),
        of.foundMillis(),
        state,
        of.closedMillis(),
        of.outcome());
  }

  @Override
  public int forgetCases(long beforeMillis, int casesMax) {
    failSometimes("forgetting cases");
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

  /** The case of an id, in whatever state. */
  RepairCase byId(long id) {
    return Objects.requireNonNull(
        all().filter(each -> each.id() == id).findFirst().orElse(null), "no case " + id);
  }
}
