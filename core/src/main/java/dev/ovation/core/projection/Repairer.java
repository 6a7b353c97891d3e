package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.CaseLook.Evidence;
import dev.ovation.core.projection.CounterTruth.Origin;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for cases of a partition and carries them out, each step at most one slice of the log, one
 * transaction or some calls to the hot store, so that projecting goes on in between. Cases that
 * only the log can settle share one scan of it.
 *
 * <p>It keeps nothing that must last: a case is open until all of it is done, so whoever owns the
 * partition next begins it anew.
 *
 * <p>Not thread-safe.
 */
final class Repairer {
  private static final int CASES_MAX = 200;
  private static final int KEYS_MAX = 1_000_000;

  /** How often a case is looked at in a row, before it is left for later or given up. */
  private static final int ROUNDS_MAX = 8;

  private final int partition;
  private final Ports ports;
  private final ViewsLook views;
  private final Refusals refusals = new Refusals();

  private boolean looking = true;

  /** Whether there may be more cases than were taken: closing one makes room. */
  private boolean areMore;

  private final Deque<RepairCase> waiting = new ArrayDeque<>();
  private final Map<RepairCase, Origin> forLog = new LinkedHashMap<>();
  private @Nullable LogTruth truth;

  /** Why the log can't be read; null while it can. */
  private @Nullable String damage;

  private @Nullable RepairWork work;

  /**
   * What it touches.
   *
   * @param sweep null where no cases are kept
   * @param judge why an event can't be applied in this partition, null when it can
   * @param isShared whether several nodes share the ledger, so that counters' events may be met
   *     twice, and may have expired
   * @param covered see {@link Origin}
   * @param recordsMax how many records a slice of the log has; more than a batch has that is
   *     projected, so that it catches up
   */
  record Ports(
      EventLog log,
      Ledger ledger,
      HotStore hot,
      @Nullable SweepLedger sweep,
      Function<Event, @Nullable String> judge,
      TimeSource time,
      boolean isShared,
      LongSupplier covered,
      int recordsMax) {}

  /** Runs work in a transaction of the partition's owner. */
  interface Owner {
    /** Null when the ledger is not where the owner believed, who must look again. */
    @Nullable Verdict transact(Function<LedgerTransaction, Verdict> work);
  }

  /**
   * What a step did.
   *
   * @param mended what the hot store is to be told; null when nothing was committed
   * @param closed a case that is closed now; null when none is
   * @param lost the ledger is not where the caller believed: look again
   */
  record Step(Verdict.@Nullable Mended mended, @Nullable RepairCase closed, boolean lost) {
    static final Step WORKED = new Step(null, null, false);
    static final Step LOST = new Step(null, null, true);
  }

  Repairer(int partition, Ports ports) {
    this.partition = partition;
    this.ports = ports;
    this.views = new ViewsLook(ports.hot(), ports.ledger());
  }

  /** There may be new cases. */
  void look() {
    looking = true;
  }

  /** Forgets what it was at: nobody knows what became of it. The cases are begun anew. */
  void abandon() {
    work = null;
    truth = null;
    damage = null;
    waiting.clear();
    forLog.clear();
    looking = true;
  }

  /** Whether there is something to do; looks for cases if it was told to. */
  boolean isDue() {
    SweepLedger sweep = ports.sweep();
    boolean busy = work != null || !waiting.isEmpty() || !forLog.isEmpty();
    if (!busy && looking && sweep != null) {
      looking = false;
      truth = null;
      damage = null;
      if (!sweep.due(partition, 1).isEmpty()) {
        waiting.addAll(sweep.due(partition, CASES_MAX));
        areMore = waiting.size() == CASES_MAX;
        busy = !waiting.isEmpty();
      }
    }
    return busy;
  }

  /**
   * Takes a step.
   *
   * @param at where the ledger stands
   */
  CompletableFuture<Step> step(Owner owner, LedgerPosition at) {
    RepairWork current = work;
    if (current == null) {
      begin(at);
      return worked();
    }
    return switch (current.stage) {
      case PEEK -> peek(current);
      case JUDGE -> CompletableFuture.completedFuture(judge(current, owner, at));
      case VIEWS -> look(current, owner, at);
      case REFILL -> refill(current);
      case CLOSE -> CompletableFuture.completedFuture(close(current, owner));
    };
  }

  private static CompletableFuture<Step> worked() {
    return CompletableFuture.completedFuture(Step.WORKED);
  }

  // ---- which case ----------------------------------------------------------------------------

  private void begin(LedgerPosition at) {
    RepairCase next = waiting.poll();
    if (next != null) {
      work = isDue(next) ? new RepairWork(next) : null;
    } else {
      scan(at);
    }
  }

  /** Somebody may hold all cases by now. */
  private boolean isDue(RepairCase next) {
    return Objects.requireNonNull(ports.sweep()).due(partition, CASES_MAX).stream()
        .anyMatch(due -> due.id() == next.id());
  }

  private void scan(LedgerPosition at) {
    LogTruth reading = truth;
    if (reading == null) {
      Map<TargetKind, Origin> about = new LinkedHashMap<>();
      forLog.forEach((each, origin) -> about.put(each.targetKind(), origin));
      reading =
          new LogTruth(
              partition,
              ports.log(),
              ports.ledger(),
              ports.judge(),
              about,
              ports.recordsMax(),
              KEYS_MAX);
      truth = reading;
    }
    if (reaches(reading, at.h())) {
      // What did not fit into memory is looked for once more.
      for (RepairCase each : forLog.keySet()) {
        if (reading.isAbout(each.targetKind())) {
          waiting.add(each);
        } else {
          looking = true;
        }
      }
      forLog.clear();
    }
  }

  private boolean reaches(LogTruth reading, long h) {
    try {
      return reading.reaches(h);
    } catch (CorruptionException e) {
      // The cases end with what is damaged; projecting meets the damage itself if it has not yet.
      damage = "the log can't be read: " + e.getMessage();
      return true;
    }
  }

  // ---- one case ------------------------------------------------------------------------------

  private CompletableFuture<Step> peek(RepairWork current) {
    return HotLook.at(ports.hot(), current.targetKind())
        .<@Nullable HotLook>handle((look, failure) -> look)
        .thenApply(
            look -> {
              current.hot = look;
              current.stage = RepairWork.Stage.JUDGE;
              return Step.WORKED;
            });
  }

  private Step judge(RepairWork current, Owner owner, LedgerPosition at) {
    LogTruth read = truth != null && truth.isAbout(current.targetKind()) ? truth : null;
    if (read != null && !reaches(read, at.h())) {
      return Step.WORKED;
    }
    String problem = current.problem == null && read != null ? damage : current.problem;
    Evidence evidence = new Evidence(read, current.hot, current.staleText(), ports.time().millis());
    Verdict verdict;
    try {
      verdict =
          owner.transact(
              transaction ->
                  problem == null
                      ? Mender.of(transaction, partition, current.repairCase, evidence).run()
                      : closed(transaction, current, CaseState.BEYOND_REPAIR, problem));
    } catch (RuntimeException e) {
      String reason = refusals.reason(e);
      if (reason == null) {
        throw e;
      }
      current.problem = "the ledger refuses it: " + reason;
      return Step.WORKED;
    }
    refusals.none();
    return verdict == null ? Step.LOST : judged(current, verdict);
  }

  private Verdict closed(
      LedgerTransaction transaction, RepairWork current, CaseState how, String text) {
    return new Verdict.Closed(
        Mender.close(transaction, current.repairCase, how, ports.time().millis(), text));
  }

  private Step judged(RepairWork current, Verdict verdict) {
    return switch (verdict) {
      case Verdict.NeedsLog(var checkpoint) -> {
        work = null;
        forLog.put(
            current.repairCase,
            new Origin(ports.isShared(), checkpoint, ports.covered().getAsLong()));
        yield Step.WORKED;
      }
      case Verdict.Later later -> {
        if (current.isOver(ROUNDS_MAX) || current.hot == null) {
          work = null; // Until somebody looks again.
        }
        yield Step.WORKED;
      }
      case Verdict.Right right -> {
        current.isRight(right.rows());
        yield Step.WORKED;
      }
      case Verdict.Mended mended -> {
        current.isMended(mended);
        if (current.isOver(ROUNDS_MAX)) {
          current.problem = "it does not last: " + current.repairCase.outcome();
        }
        yield new Step(mended, null, false);
      }
      case Verdict.Views(var wrong) -> {
        current.viewsLookedAt(wrong);
        yield Step.WORKED;
      }
      case Verdict.Closed(RepairCase closed) -> {
        work = null;
        looking |= areMore;
        yield new Step(null, closed, false);
      }
    };
  }

  private CompletableFuture<Step> look(RepairWork current, Owner owner, LedgerPosition at) {
    return views
        .differing(current.g(), current.nextViews())
        .thenApply(
            shown -> {
              if (shown.isEmpty()) {
                current.viewsLookedAt(shown);
                return Step.WORKED;
              }
              Verdict verdict =
                  owner.transact(
                      transaction ->
                          transaction.position().n() == at.n()
                              ? ViewsLook.compare(transaction, shown)
                              : new Verdict.Later());
              return verdict == null ? Step.LOST : judged(current, verdict);
            });
  }

  private CompletableFuture<Step> refill(RepairWork current) {
    return views
        .refill(current.stale.getFirst().interaction().who())
        .thenApply(
            done -> {
              current.refilled();
              return Step.WORKED;
            });
  }

  private Step close(RepairWork current, Owner owner) {
    boolean mended = !current.repairCase.outcome().isEmpty();
    Verdict verdict =
        owner.transact(
            transaction ->
                closed(
                    transaction,
                    current,
                    mended ? CaseState.MENDED : CaseState.SOUND,
                    mended
                        ? current.repairCase.outcome()
                        : "log, ledger and hot store agree at commit "
                            + transaction.position().n()));
    return verdict == null ? Step.LOST : judged(current, verdict);
  }
}
