package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.projection.Projector.Progress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a partition commits to a shared ledger: slices of the log, and what was decided
 * of letters. An event that the ledger refuses is found and parked.
 *
 * <p>Not thread-safe.
 */
final class OwnerCommits {
  private final int partition;
  private final ClusterProjector.Ports ports;
  private final int reconfirmEventsMax;
  private final Settler settler;
  private final Repairer repairer;
  private final Tries tries;

  /**
   * @param batchEventsMax events of one transaction
   * @param reconfirmEventsMax see {@link #confirmAgain}
   */
  OwnerCommits(
      int partition, ClusterProjector.Ports ports, int batchEventsMax, int reconfirmEventsMax) {
    this.reconfirmEventsMax = reconfirmEventsMax;
    this.partition = partition;
    this.ports = ports;
    this.settler = new Settler(partition, ports.ledger(), this::problem, true);
    this.repairer =
        new Repairer(
            partition,
            new Repairer.Ports(
                ports.log(),
                ports.ledger(),
                ports.hot(),
                ports.sweep(),
                this::problem,
                ports.time(),
                true,
                () -> ports.ledger().checkpoints().known(partition).covered(),
                Math.max(batchEventsMax, reconfirmEventsMax)));
    this.tries = new Tries(batchEventsMax);
  }

  private @Nullable String problem(Event event) {
    return Batch.problem(event, ports.kinds(), ports.partitioner(), partition);
  }

  /**
   * How an attempt ended, unless it failed.
   *
   * @param made null when nothing is committed
   * @param enqueued whether something is to go to the log now
   * @param lost the ledger is not where the caller believed: look again
   */
  record Attempt(@Nullable Committed made, boolean enqueued, boolean lost, Progress progress) {
    private static final Attempt LOST = new Attempt(null, false, true, Progress.WORKED);

    /** Fewer events are to be tried together. */
    private static final Attempt NARROWED = new Attempt(null, false, false, Progress.WORKED);
  }

  /** How many records to read for the next attempt. */
  int recordsMax() {
    return tries.size();
  }

  /**
   * Commits a slice of the log.
   *
   * @param h the offset after which it was read
   * @param restored up to which offset totals may hold events already, see {@link CounterRebuild}
   */
  Attempt project(long epoch, long h, List<LogRecord> records, long restored) {
    long now = ports.time().millis();
    return tries.run(
        () ->
            commit(
                epoch,
                h,
                Batch.of(partition, records, ports.kinds(), ports.partitioner(), now),
                records,
                restored),
        records::size,
        () -> Attempt.NARROWED,
        reason ->
            commit(
                epoch,
                h,
                Batch.parking(partition, records.getFirst(), reason, now),
                records,
                restored));
  }

  private Attempt commit(long epoch, long h, Batch batch, List<LogRecord> records, long restored) {
    OwnerFold.@Nullable Result result =
        OwnerFold.commit(ports.ledger(), partition, epoch, h, batch, records, restored);
    return result == null
        ? Attempt.LOST
        : new Attempt(Committed.of(result.fold()), result.enqueued(), false, Progress.of(batch));
  }

  /** Confirms what was committed after a place, by anybody, so many events at a time. */
  Confirming confirmAgain(long epoch, Place place) {
    Unconfirmed unconfirmed =
        new Unconfirmed(
            partition,
            ports.log(),
            ports.ledger(),
            place,
            reconfirmEventsMax,
            work ->
                ports
                    .ledger()
                    .transactAsOwner(
                        partition,
                        epoch,
                        transaction ->
                            work.apply(transaction, () -> transaction.outboxAfter(place.n()))));
    return new Confirming(ports.hot(), unconfirmed.first(), unconfirmed::next);
  }

  /** Whether a decision on a letter waits to be carried out. */
  boolean haveLetters() {
    return settler.isDue();
  }

  /** Carries decisions out. */
  Attempt settle(long epoch, long h) {
    Settling.@Nullable Result result =
        settler.settle(
            work ->
                ports
                    .ledger()
                    .<Settling.@Nullable Result>transactAsOwner(
                        partition, epoch, transaction -> settle(transaction, h, work)));
    return result == null
        ? Attempt.LOST
        : new Attempt(
            Committed.of(result.fold()), !result.winners().isEmpty(), false, Progress.of(result));
  }

  /** The winners go to the log once more: what it has last of them may be an older event. */
  private static Settling.@Nullable Result settle(
      ClusterTransaction transaction, long h, Function<LedgerTransaction, Settling.Result> work) {
    if (transaction.position().h() != h) {
      return null;
    }
    Settling.Result result = work.apply(transaction);
    List<Event> winners = List.copyOf(result.winners());
    if (!winners.isEmpty()) {
      transaction.enqueue(winners);
    }
    return result;
  }

  // ---- mending -------------------------------------------------------------------------------

  Repairer repairer() {
    return repairer;
  }

  /** Takes a step of mending what is wrong. */
  CompletableFuture<Attempt> repair(long epoch, LedgerPosition at) {
    return repairer
        .step(
            work ->
                ports
                    .ledger()
                    .<@Nullable Verdict>transactAsOwner(
                        partition,
                        epoch,
                        transaction ->
                            transaction.position().h() == at.h() ? work.apply(transaction) : null),
            at)
        .thenApply(
            step -> {
              Verdict.Mended mended = step.mended();
              // What is mended may have to go to the log once more.
              return new Attempt(
                  mended == null ? null : Committed.of(mended),
                  mended != null,
                  step.lost(),
                  Progress.of(step));
            });
  }
}
