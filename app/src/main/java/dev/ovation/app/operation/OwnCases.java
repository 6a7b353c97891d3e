package dev.ovation.app.operation;

import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.Suspicion;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The cases that an operation has opened: the owners of their partitions see to them, and whoever
 * works on the operation, this node or another after it, knows them by who found them. Thread-safe.
 */
final class OwnCases {
  /** Clocks of nodes differ. */
  private static final long SLACK_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private static final int LOOKED_AT_MAX = 10_000;

  private final SweepLedger ledger;
  private final CaseDesk desk;
  private final Operation operation;
  private final String by;

  OwnCases(SweepLedger ledger, CaseDesk desk, Operation operation) {
    this.ledger = ledger;
    this.desk = desk;
    this.operation = operation;
    this.by = "operation " + operation.id();
  }

  /** Opens a case that is to be mended whatever the configuration says, since somebody asked. */
  void open(Suspicion suspicion) {
    desk.open(suspicion, by, true);
  }

  /** Those that are not closed yet. */
  List<RepairCase> waiting() {
    // Of a time that never comes: then only those are told that are open.
    return ledger.cases(Long.MAX_VALUE, LOOKED_AT_MAX).stream().filter(this::isOwn).toList();
  }

  /** Adds those that were closed since the outcome was told last. */
  Outcome closedSince(Outcome before) {
    Outcome now = before;
    List<RepairCase> all =
        ledger.cases(operation.startedMillis() - SLACK_MILLIS, LOOKED_AT_MAX).stream()
            .filter(this::isOwn)
            .filter(one -> one.id() > before.lastId() && !one.state().isOpen())
            .toList();
    for (RepairCase one : all) {
      now = now.plus(one);
    }
    return now;
  }

  private boolean isOwn(RepairCase one) {
    return one.by().equals(by);
  }

  /**
   * How cases ended.
   *
   * @param lastId of the newest that is counted
   * @param sound whose owner found nothing wrong
   * @param beyond that can't be mended
   */
  record Outcome(long lastId, long mended, long sound, long beyond) {
    static final Outcome NONE = new Outcome(0, 0, 0, 0);

    Outcome plus(RepairCase one) {
      CaseState state = one.state();
      return new Outcome(
          Math.max(lastId, one.id()),
          mended + (state == CaseState.MENDED ? 1 : 0),
          sound + (state == CaseState.SOUND ? 1 : 0),
          beyond + (state == CaseState.BEYOND_REPAIR ? 1 : 0));
    }

    long cases() {
      return mended + sound + beyond;
    }

    String text() {
      return mended
          + " mended"
          + (sound == 0 ? "" : ", " + sound + " found right by their owners")
          + (beyond == 0 ? "" : ", " + beyond + " beyond repair, see: ovation report");
    }
  }

  /** What an operation waits for, in words. */
  static String waits(List<RepairCase> waiting) {
    long held = waiting.stream().filter(one -> one.state() == CaseState.HELD).count();
    return held == 0
        ? "waits for the owners of " + waiting.size() + " cases"
        : held
            + " cases are held because too many were found, see: ovation report; let them go with:"
            + " ovation check --release";
  }
}
