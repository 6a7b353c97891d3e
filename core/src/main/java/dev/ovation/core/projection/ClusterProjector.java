package dev.ovation.core.projection;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector.Progress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries one partition's log into a shared ledger and confirms it to a shared hot store, for as
 * long as its node owns the partition. Like {@link Projector} it moves in steps of at most one call
 * that changes something.
 *
 * <p>It goes on projecting whatever the hot store does: writers wait for the ledger when there is
 * no place. What was not confirmed meanwhile is confirmed anew by the next {@link #heartbeat},
 * which also finds commits that others made directly and did not live to confirm, makes a new place
 * where the old one is gone, and sends the outbox to the log. Where the hot store stays away until
 * the place has expired, the ledger is told, and writers need not wait for a place any more.
 *
 * <p>Not thread-safe: one driver, which waits for a step before it takes the next. A step that
 * fails with {@link ErrorCode#FENCED} says that another node is the owner now: throw this projector
 * away. After any other failure call {@link #recover}; nothing is lost by stopping anywhere.
 */
public final class ClusterProjector {
  private final int partition;
  private final Ports ports;
  private final OwnerCommits commits;

  private Phase phase = Phase.TAKE_OVER;
  private long epoch;
  private LedgerPosition position = LedgerPosition.START;

  /** Null when there is none, or it could not be asked for. */
  private @Nullable Place place;

  private final PlaceMaking making;
  private @Nullable Confirming confirming;
  private boolean lettersDue;
  private final OwnerChores chores;

  /** What is known of how long the place counts; null before the partition was taken over. */
  private @Nullable PlaceLease lease;

  /** Whether the ledger may say that there is a place: then nobody is answered without one. */
  private boolean placed = true;

  /** Whether the last step went to a repair: the next is for projecting. */
  private boolean hasRepaired;

  /**
   * All that it touches.
   *
   * @param sweep where cases to be mended are kept; null where nothing is
   */
  public record Ports(
      EventLog log,
      ClusterLedger ledger,
      ClusterHotStore hot,
      Kinds kinds,
      TimeSource time,
      PlaceKeeper keeper,
      Partitioner partitioner,
      CheckpointPace pace,
      ProjectionListener listener,
      @Nullable SweepLedger sweep) {

    /** Where nothing is mended. */
    public Ports(
        EventLog log,
        ClusterLedger ledger,
        ClusterHotStore hot,
        Kinds kinds,
        TimeSource time,
        PlaceKeeper keeper,
        Partitioner partitioner,
        CheckpointPace pace,
        ProjectionListener listener) {
      this(log, ledger, hot, kinds, time, keeper, partitioner, pace, listener, null);
    }
  }

  private enum Phase {
    TAKE_OVER,
    LOCATE,
    VOID_PLACE,
    COMPARE,
    GENERATE,
    CREATE_PLACE,
    CONFIRM,
    PROJECT
  }

  public ClusterProjector(int partition, Ports ports, int batchEventsMax) {
    this(partition, ports, batchEventsMax, Unconfirmed.RECORDS_MAX);
  }

  /**
   * @param reconfirmEventsMax events that are held while what was not confirmed is confirmed again
   */
  ClusterProjector(int partition, Ports ports, int batchEventsMax, int reconfirmEventsMax) {
    this.partition = partition;
    this.ports = ports;
    this.commits = new OwnerCommits(partition, ports, batchEventsMax, reconfirmEventsMax);
    this.making = new PlaceMaking(partition, ports);
    this.chores = new OwnerChores(partition, ports);
  }

  /** Forgets where it was and finds out anew. */
  public void recover() {
    phase = epoch == 0 ? Phase.TAKE_OVER : Phase.LOCATE;
    confirming = null;
    commits.repairer().abandon();
  }

  /** To be called every second: looks after place, outbox and letters before it projects on. */
  public void heartbeat() {
    if (phase == Phase.PROJECT) {
      phase = Phase.LOCATE;
      lettersDue = true;
      commits.repairer().look();
      chores.heartbeat();
    }
  }

  /** See {@link Projector#isRepairing}. */
  public boolean isRepairing() {
    return commits.repairer().isBusy();
  }

  /** How far the ledger is, as far as this projector knows. */
  public LedgerPosition position() {
    return position;
  }

  /** Takes one step. The future fails with what the port failed with. */
  public CompletableFuture<Progress> step() {
    try {
      return switch (phase) {
        case TAKE_OVER -> takeOver();
        case LOCATE -> locate();
        case VOID_PLACE -> voidPlace();
        case COMPARE -> compare();
        case GENERATE -> generate();
        case CREATE_PLACE -> createPlace();
        case CONFIRM -> confirm();
        case PROJECT -> project();
      };
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Progress> worked(Phase next) {
    phase = next;
    return CompletableFuture.completedFuture(Progress.WORKED);
  }

  private CompletableFuture<Progress> takeOver() {
    epoch = ports.ledger().takeOver(partition);
    lease = ports.keeper().keep(partition, epoch);
    stand(ports.ledger().position(partition));
    lettersDue = true;
    chores.outboxFilled();
    return worked(Phase.LOCATE);
  }

  private void stand(LedgerPosition at) {
    position = at;
    ports.listener().stands(partition, at.h());
  }

  // ---- the place -----------------------------------------------------------------------------

  private CompletableFuture<Progress> locate() {
    making.forget();
    return withHot(
        ports.hot().claim(partition, epoch),
        claim -> {
          lease().claimed(claim);
          return switch (claim.at()) {
            case Standing.At(Place found) -> {
              place = found;
              yield worked(Phase.COMPARE);
            }
            case Standing.Vacant vacant -> {
              place = null;
              yield making.note(vacant).thenCompose(noted -> worked(Phase.COMPARE));
            }
          };
        });
  }

  private PlaceLease lease() {
    return Objects.requireNonNull(lease);
  }

  /** The store can't be reached, and nobody can reach a place in it either: the ledger says so. */
  private CompletableFuture<Progress> voidPlace() {
    ports.ledger().voidPlace(partition, epoch);
    placed = false;
    return worked(Phase.COMPARE);
  }

  private CompletableFuture<Progress> compare() {
    stand(ports.ledger().position(partition));
    Place at = place;
    if (at == null || at.n() >= position.n()) {
      return worked(Phase.PROJECT);
    }
    confirming = commits.confirmAgain(epoch, at);
    return worked(Phase.CONFIRM);
  }

  private CompletableFuture<Progress> generate() {
    if (!making.begin(lease())) {
      return worked(Phase.LOCATE);
    }
    placed = true;
    making.generate(epoch);
    return worked(Phase.CREATE_PLACE);
  }

  private CompletableFuture<Progress> createPlace() {
    return withHot(
        making.create(),
        created ->
            switch (created) {
              case DONE -> {
                place = making.made();
                lease().made(making.made().g());
                making.forget();
                yield worked(Phase.PROJECT);
              }
              case LOST -> worked(Phase.LOCATE);
              case TOO_OLD -> worked(Phase.GENERATE);
            });
  }

  /** Goes on without the hot store when it can't be asked: the ledger must not wait for it. */
  private <T> CompletableFuture<Progress> withHot(
      CompletableFuture<T> call, Function<T, CompletableFuture<Progress>> next) {
    return call.<@Nullable T>handle(
            (answer, failure) -> {
              if (failure != null && Failures.codeOf(failure) == ErrorCode.FENCED) {
                throw new CompletionException(OvationException.causeOf(failure));
              }
              return answer;
            })
        .thenCompose(answer -> answer == null ? withoutHot() : next.apply(answer));
  }

  private CompletableFuture<Progress> withoutHot() {
    place = null;
    making.forget();
    if (confirming != null) {
      confirming = null;
      commits.repairer().abandon();
    }
    return worked(placed && lease().isOver() ? Phase.VOID_PLACE : Phase.COMPARE);
  }

  // ---- confirming ----------------------------------------------------------------------------

  private CompletableFuture<Progress> confirm() {
    return withHot(
        Objects.requireNonNull(confirming).step(),
        step ->
            switch (step) {
              case MORE -> worked(Phase.CONFIRM);
              case DONE -> {
                confirming = null;
                yield worked(Phase.PROJECT);
              }
              case LOOK_AGAIN -> {
                commits.repairer().abandon();
                yield worked(Phase.LOCATE);
              }
            });
  }

  // ---- projecting ----------------------------------------------------------------------------

  private CompletableFuture<Progress> project() {
    if (making.isDue(position.h())) {
      return worked(Phase.GENERATE);
    }
    CompletableFuture<Progress> chore = chores.step(epoch, position.h(), this::recover);
    if (chore != null) {
      return chore;
    }
    if (lettersDue && isPassed()) {
      if (commits.haveLetters()) {
        return attempted(commits.settle(epoch, position.h()));
      }
      lettersDue = false;
    }
    boolean repairsWait = position.h() >= chores.restored() && commits.repairer().isDue();
    if (repairsWait && !hasRepaired) {
      hasRepaired = true;
      return repair();
    }
    hasRepaired = false;
    List<LogRecord> records = ports.log().read(partition, position.h(), commits.recordsMax());
    if (records.isEmpty()) {
      return repairsWait ? repair() : CompletableFuture.completedFuture(Progress.IDLE);
    }
    OwnerCommits.Attempt attempt = commits.project(epoch, position.h(), records, chores.restored());
    if (attempt.made() != null) {
      ports.listener().projected(partition, position.h(), records);
    }
    return attempted(attempt);
  }

  /**
   * Whether no place can stand before what the ledger has projected: here, with a place, all of
   * that is confirmed to it. Until then an apply that comes late would still be recorded, and so
   * would a confirm that was held up and shows an event as parked. Were the event given up
   * meanwhile, it would take the place of an older one that is still parked, which nobody would
   * show again.
   */
  private boolean isPassed() {
    return place != null || !placed;
  }

  /** Takes turns with batches: neither is to wait for the other. */
  private CompletableFuture<Progress> repair() {
    return commits.repair(epoch, position).thenCompose(this::attempted);
  }

  private CompletableFuture<Progress> attempted(OwnerCommits.Attempt attempt) {
    if (attempt.lost()) {
      recover();
      return worked(phase);
    }
    phase = Phase.PROJECT;
    Committed made = attempt.made();
    Place at = place;
    if (made != null) {
      position = made.after();
      if (attempt.enqueued()) {
        chores.outboxFilled();
      }
      if (at != null) {
        Confirmation told = made.confirmation();
        confirming = new Confirming(ports.hot(), told.to(told.commit().to(at)));
        phase = Phase.CONFIRM;
      }
    }
    return CompletableFuture.completedFuture(attempt.progress());
  }
}
