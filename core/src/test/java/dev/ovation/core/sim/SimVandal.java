package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.sim.SimCounts.Cell;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who changes ledger and hot store by hand, and somebody else who finds that and opens
 * cases, now and then also of what is right. Chance decides.
 */
final class SimVandal {
  private static final int STRIKES_MAX = 8;
  private static final int CHANCE_PERCENT = 3;

  /**
   * Said in the evidence of a case for which everything is compared with the log, and all views
   * that are loaded with the rows.
   */
  private static final String THOROUGH = "thorough actor=u1 actor=u2";

  /** An actor of whom the log knows nothing. */
  private static final String GHOST = "ghost";

  private final SimScheduler random;
  private final Story story;
  private final SimLedger.Disk disk;
  private final SimSweepLedger sweep;
  private final SimTampering tampering;
  private final List<TargetKind> targetKinds;
  private final Mode mode;

  /** What was damaged, with the newest case that there was at that time. */
  private final Map<TargetKind, Long> damaged = new LinkedHashMap<>();

  /** What is to be looked at once more before all is over. */
  private final Set<TargetKind> unseen = new LinkedHashSet<>();

  private int left;
  private int planted;

  /** What is done. */
  enum Mode {
    NOTHING,
    /** Cases are opened, and nothing is wrong. */
    CASES,
    DAMAGE
  }

  SimVandal(
      SimScheduler random,
      Story story,
      SimLedger.Disk disk,
      SimSweepLedger sweep,
      List<TargetKind> targetKinds,
      Mode mode) {
    this.random = random;
    this.story = story;
    this.disk = disk;
    this.sweep = sweep;
    this.tampering = new SimTampering(disk);
    this.targetKinds = targetKinds;
    this.mode = mode;
    this.left = mode == Mode.NOTHING ? 0 : STRIKES_MAX;
  }

  /** Whether answers and views may be wrong for now. */
  boolean damages() {
    return mode == Mode.DAMAGE;
  }

  /** Whether something of a (target, kind) was damaged, so that a lost tombstone stays lost. */
  boolean hasDamaged(TargetKind targetKind) {
    return damaged.containsKey(targetKind);
  }

  /** A row as checks compare it: one that is mended is of a later commit than views know. */
  Row told(TargetKind targetKind, Row row) {
    return hasDamaged(targetKind) ? new Row(row.value(), row.version(), row.atMillis(), 0) : row;
  }

  boolean isActive() {
    return mode != Mode.NOTHING;
  }

  int planted() {
    return planted;
  }

  /**
   * Does something, if it wants to.
   *
   * @param hot null when there is none now
   * @param logEnd where the log of a partition ends; null where no offset can be moved
   * @return whether there is a new case
   */
  boolean strikes(@Nullable HotStore hot, @Nullable IntToLongFunction logEnd) {
    if (left == 0 || !random.chance(CHANCE_PERCENT)) {
      return false;
    }
    left--;
    TargetKind targetKind = targetKinds.get(random.random(targetKinds.size()));
    String cause = "";
    if (mode == Mode.DAMAGE) {
      cause = damage(targetKind, hot, logEnd);
      if (cause.isEmpty()) {
        return false;
      }
      planted++;
      String what = cause;
      story.tell(targetKind, () -> "somebody plants damage: " + what);
    }
    return (mode == Mode.CASES || random.chance(60)) && open(targetKind, cause);
  }

  /**
   * Edits a row, if there is one and that is what is done, and opens a case.
   *
   * @return whether there is a new case
   */
  boolean plants(TargetKind targetKind) {
    if (mode == Mode.CASES) {
      return open(targetKind, "skipped", "");
    }
    damaged.put(targetKind, sweep.lastCase());
    String cause = changeRow(targetKind, disk.now(targetKind));
    if (cause.isEmpty()) {
      return false;
    }
    planted++;
    return open(targetKind, cause, THOROUGH);
  }

  private String damage(
      TargetKind targetKind, @Nullable HotStore hot, @Nullable IntToLongFunction logEnd) {
    damaged.put(targetKind, sweep.lastCase());
    LedgerState state = disk.now(targetKind);
    return switch (random.random(8)) {
      case 0, 1 -> changeRow(targetKind, state);
      case 2 -> resurrect(targetKind, state);
      case 3 -> editCount(targetKind, state);
      case 4 -> addGhost(targetKind, state);
      case 5 -> hot == null ? "" : editBase(targetKind, hot);
      case 6 -> hot == null ? "" : editView(targetKind, hot);
      default -> logEnd == null ? "" : moveOffset(targetKind, state, logEnd);
    };
  }

  private String changeRow(TargetKind targetKind, LedgerState state) {
    List<Map.Entry<Interaction, Row>> rows =
        state.rows().entrySet().stream()
            .filter(row -> row.getKey().targetKind().equals(targetKind))
            .filter(row -> row.getValue().value() != null)
            .toList();
    if (rows.isEmpty()) {
      return "";
    }
    Map.Entry<Interaction, Row> row = rows.get(random.random(rows.size()));
    boolean lost = random.chance(50);
    Row was = row.getValue();
    if (lost) {
      tampering.deleteRow(row.getKey());
      return "lost-row";
    }
    tampering.setRow(row.getKey(), new Row("flipped", was.version(), was.atMillis(), was.n()));
    return "manual-edit";
  }

  private String resurrect(TargetKind targetKind, LedgerState state) {
    List<Map.Entry<Interaction, Row>> rows =
        state.rows().entrySet().stream()
            .filter(row -> row.getKey().targetKind().equals(targetKind))
            .filter(row -> row.getValue().value() == null)
            .toList();
    if (rows.isEmpty()) {
      return "";
    }
    Map.Entry<Interaction, Row> row = rows.get(random.random(rows.size()));
    Row was = row.getValue();
    tampering.setRow(
        row.getKey(), new Row(targetKind.kind(), was.version(), was.atMillis(), was.n()));
    return "manual-edit";
  }

  private String addGhost(TargetKind targetKind, LedgerState state) {
    if (Plan.isCounter(targetKind)) {
      return "";
    }
    Map<Interaction, Row> rows = new LinkedHashMap<>(state.rows());
    rows.put(new Interaction(targetKind, GHOST), new Row("like", 7, 7, 0));
    disk.commit(disk.partition(targetKind), state.with(rows, state.tokens()));
    return "phantom-row";
  }

  private String editCount(TargetKind targetKind, LedgerState state) {
    Map<String, Cell> cells = new TreeMap<>(state.counts().getOrDefault(targetKind, Map.of()));
    if (cells.isEmpty()) {
      return "";
    }
    String value = List.copyOf(cells.keySet()).get(random.random(cells.size()));
    Cell was = cells.get(value);
    if (was == null) {
      return "";
    }
    if (random.chance(25)) {
      cells.put(value, new Cell(was.count(), was.n(), new RowDigest(1, 2), was.ofRows()));
      disk.commit(disk.partition(targetKind), state.withCounts(targetKind, cells));
      return "digest-only";
    }
    tampering.setTotal(targetKind, value, was.count() + 1 + random.random(3));
    return "wrong-count";
  }

  private String moveOffset(TargetKind targetKind, LedgerState state, IntToLongFunction logEnd) {
    int partition = disk.partition(targetKind);
    LedgerPosition at = state.position();
    long h = Math.min(logEnd.applyAsLong(partition), at.h() + 1 + random.random(3));
    if (h <= at.h()) {
      return "";
    }
    disk.commit(partition, state.at(new LedgerPosition(at.n(), h, at.version())));
    targetKinds.stream()
        .filter(each -> disk.partition(each) == partition)
        .forEach(each -> damaged.put(each, sweep.lastCase()));
    return "skipped";
  }

  private String editBase(TargetKind targetKind, HotStore hot) {
    Place place = hot.place(disk.partition(targetKind)).join();
    if (place == null) {
      return "";
    }
    Counts wrong = Counts.of(Map.of(targetKind.kind(), 77L));
    boolean done =
        hot.fillBase(targetKind, new BaseSnapshot(wrong, place.n(), place.h(), 0)).join();
    return done ? "hot-store" : "";
  }

  /** It looks newer than all that there is, so nothing that is confirmed would take its place. */
  private String editView(TargetKind targetKind, HotStore hot) {
    if (Plan.isCounter(targetKind)) {
      return "";
    }
    Place place = hot.place(disk.partition(targetKind)).join();
    if (place == null) {
      return "";
    }
    Actor actor = new Actor(targetKind.target().space(), "u0");
    long lease = hot.leaseView(actor).join();
    Row wrong = new Row("edited", Long.MAX_VALUE / 2, 1, 1);
    boolean done =
        hot.fillView(actor, lease, new ActorRows(Map.of(targetKind, wrong), false, place.g()))
            .join();
    return done ? "stale-actor-view" : "";
  }

  private boolean open(TargetKind targetKind, String cause) {
    if (mode == Mode.DAMAGE && random.chance(50)) {
      return open(targetKind, "skipped", THOROUGH);
    }
    List<String> any = List.of("wrong-count", "lost-row", "hot-store", "skipped");
    return open(targetKind, cause.isEmpty() ? any.get(random.random(any.size())) : cause, "");
  }

  private boolean open(TargetKind targetKind, String cause, String how) {
    try {
      return sweep.open(
          RepairCase.of(
              disk.partition(targetKind),
              targetKind,
              cause,
              "by chance actor=u0 " + how,
              "sim",
              1,
              CaseState.DUE));
    } catch (OvationException e) {
      return false; // The ledger is away; whoever found it looks again at the end.
    }
  }

  /** Nothing is damaged any more, and what nobody was to look at thoroughly since is. */
  void end() {
    left = 0;
    unseen.addAll(targetKinds);
    if (mode == Mode.DAMAGE) {
      unseen.removeIf(targetKind -> !damaged.containsKey(targetKind) || isSeen(targetKind));
    }
  }

  /**
   * Whether a thorough case was opened after the last damage, and not given up. Nothing is opened
   * for it at the end then: what one case leaves behind must show.
   */
  private boolean isSeen(TargetKind targetKind) {
    long before = damaged.getOrDefault(targetKind, 0L);
    return disk.now(targetKind).cases().stream()
        .filter(each -> each.targetKind().equals(targetKind) && each.id() > before)
        .anyMatch(
            each -> each.evidence().contains(THOROUGH) && each.state() != CaseState.BEYOND_REPAIR);
  }

  /**
   * Opens cases of what is still to be looked at, once those of before are closed.
   *
   * @return whether nothing is left to do
   */
  boolean isDone() {
    boolean isOpen =
        sweep.cases(0, Integer.MAX_VALUE).stream().anyMatch(each -> each.state().isOpen());
    boolean more =
        unseen.removeIf(
            each -> mode == Mode.DAMAGE ? open(each, "skipped", THOROUGH) : open(each, ""));
    return !isOpen && !more && unseen.isEmpty();
  }

  /** What became of cases; each repair must be audited. */
  List<RepairCase> closed() {
    List<RepairCase> closed =
        sweep.cases(0, Integer.MAX_VALUE).stream().filter(each -> !each.state().isOpen()).toList();
    for (RepairCase each : closed) {
      boolean audited =
          disk.audits(each.targetKind().target()).stream()
              .anyMatch(repair -> repair.what().startsWith(each.targetKind().kind() + " of"));
      boolean hopeless =
          each.state() == CaseState.BEYOND_REPAIR
              && !each.outcome().startsWith("the ledger refuses it");
      if (hopeless || (each.state() == CaseState.MENDED && !audited)) {
        throw new InvariantViolation(Invariant.EVERY_REPAIR_AUDITED, each.targetKind(), "" + each);
      }
    }
    return closed;
  }
}
