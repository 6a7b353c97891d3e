package dev.ovation.app.operation;

import dev.ovation.app.operation.OwnCases.Outcome;
import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.Suspicion;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills the hot store anew from the ledger while writes go on: all of it, in the way of the store,
 * or what it holds of one target, which the owner of the partition compares with the ledger and
 * tells again where it differs.
 */
public final class HotRebuild implements OperationKind {
  /** The kind of these operations. */
  public static final String NAME = "rebuild-hot";

  private static final long POLL_MILLIS = 50;

  /** In the words of whoever mends. */
  private static final String CAUSE = "hot-store";

  private final SweepLedger ledger;
  private final CaseDesk desk;
  private final TargetKinds targetKinds;
  private final Run whole;

  /**
   * @param whole fills all of it anew; it must be of use to several operations at a time
   */
  public HotRebuild(SweepLedger ledger, CaseDesk desk, TargetKinds targetKinds, Run whole) {
    this.ledger = ledger;
    this.desk = desk;
    this.targetKinds = targetKinds;
    this.whole = whole;
  }

  /**
   * A request.
   *
   * @param space of the target; null without one
   * @param target the only one; null for all of the store
   */
  public static Request request(@Nullable String space, @Nullable String target, String by) {
    return new Request(
        NAME,
        target == null || space == null ? "" : space,
        target == null ? Map.of() : Map.of("target", target),
        by);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Run begin(Operation operation) {
    String target = operation.request().parameters().get("target");
    return target == null ? whole : new OneTarget(operation, target);
  }

  /** One target, kind by kind. */
  private final class OneTarget implements Run {
    private final Operation operation;
    private final String target;
    private final OwnCases cases;

    OneTarget(Operation operation, String target) {
      this.operation = operation;
      this.target = target;
      this.cases = new OwnCases(ledger, desk, operation);
    }

    @Override
    public Slice next(Progress from) throws InterruptedException {
      if (from.bookmark().isEmpty()) {
        List<TargetKind> all = targetKinds.of(operation.request().space(), target);
        for (TargetKind one : all) {
          cases.open(new Suspicion(one, CAUSE, "to be filled anew"));
        }
        return Slice.more(from.at(0, all.size(), "opened"), "");
      }
      List<RepairCase> waiting = cases.waiting();
      if (!waiting.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        return Slice.more(
            from.at(Math.max(0, from.total() - waiting.size()), from.total(), from.bookmark()),
            OwnCases.waits(waiting));
      }
      Outcome outcome = cases.closedSince(Outcome.NONE);
      long others = from.total() - outcome.cases();
      return Slice.last(
          from.at(outcome.cases(), from.total(), from.bookmark()),
          from.total()
              + " kinds compared with the ledger, "
              + outcome.text()
              + (others <= 0 ? "" : ", " + others + " are left to cases that are open already"));
    }
  }
}
