package dev.ovation.core.projection;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.TimeSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries one partition's log into the ledger and confirms it to the hot store. It moves in steps,
 * each of at most one call to a port that changes something, so that whoever drives it (a thread,
 * or a simulator) decides what happens in between.
 *
 * <p>Not thread-safe: one driver, which waits for a step before it takes the next. When a step
 * fails, call {@link #recover}; nothing is lost by stopping anywhere.
 */
public final class Projector {
  private static final int PARKED_MAX = 100_000;

  private final int partition;
  private final Ports ports;
  private final int reconfirmEventsMax;
  private final Settler settler;
  private final Repairer repairer;
  private final Tries tries;

  private Phase phase = Phase.LOCATE;
  private LedgerPosition position = LedgerPosition.START;
  private @Nullable Confirming confirming;

  /** Whether letters are to be looked at: what was decided before the start may wait. */
  private boolean lettersDue = true;

  /** Whether the last step went to a repair: the next is for projecting. */
  private boolean hasRepaired;

  /**
   * All that a projector touches.
   *
   * @param sweep where cases to be mended are kept; null where nothing is
   */
  public record Ports(
      EventLog log,
      Ledger ledger,
      HotStore hot,
      Kinds kinds,
      TimeSource time,
      ProjectionListener listener,
      @Nullable SweepLedger sweep) {

    /** Where nothing is mended. */
    public Ports(
        EventLog log,
        Ledger ledger,
        HotStore hot,
        Kinds kinds,
        TimeSource time,
        ProjectionListener listener) {
      this(log, ledger, hot, kinds, time, listener, null);
    }

    /** Where nobody listens. */
    public Ports(EventLog log, Ledger ledger, HotStore hot, Kinds kinds, TimeSource time) {
      this(log, ledger, hot, kinds, time, ProjectionListener.NONE);
    }
  }

  private enum Phase {
    LOCATE,
    PROJECT,
    CONFIRM
  }

  /**
   * What a step did.
   *
   * @param idle true when there was nothing to do: the ledger has all that the log holds, confirmed
   * @param projected events committed by this step
   * @param parked how many of them went to the dead letters
   * @param retried dead letters whose event was applied after all
   * @param dropped dead letters that were given up
   * @param closed a case that is closed; null when none is
   */
  public record Progress(
      boolean idle,
      int projected,
      int parked,
      int retried,
      int dropped,
      @Nullable RepairCase closed) {
    static final Progress IDLE = new Progress(true, 0, 0, 0, 0, null);
    static final Progress WORKED = new Progress(false, 0, 0, 0, 0, null);

    static Progress of(Batch batch) {
      return new Progress(false, batch.events(), batch.poison().size(), 0, 0, null);
    }

    static Progress of(Settling.Result result) {
      return new Progress(false, 0, 0, result.retried(), result.dropped(), null);
    }

    static Progress of(Repairer.Step step) {
      return new Progress(false, 0, 0, 0, 0, step.closed());
    }
  }

  public Projector(int partition, Ports ports, int batchEventsMax) {
    this(partition, ports, batchEventsMax, Unconfirmed.RECORDS_MAX);
  }

  /**
   * @param reconfirmEventsMax events that are held while what was not confirmed is confirmed again
   */
  Projector(int partition, Ports ports, int batchEventsMax, int reconfirmEventsMax) {
    this.partition = partition;
    this.ports = ports;
    this.reconfirmEventsMax = reconfirmEventsMax;
    this.settler =
        new Settler(partition, ports.ledger(), event -> Batch.problem(event, ports.kinds()), false);
    this.repairer =
        new Repairer(
            partition,
            new Repairer.Ports(
                ports.log(),
                ports.ledger(),
                ports.hot(),
                ports.sweep(),
                event -> Batch.problem(event, ports.kinds()),
                ports.time(),
                false,
                () -> 0,
                Math.max(batchEventsMax, reconfirmEventsMax)));
    this.tries = new Tries(batchEventsMax);
  }

  /** Forgets where it was and finds out anew from ledger and hot store. */
  public void recover() {
    phase = Phase.LOCATE;
    confirming = null;
    repairer.abandon();
  }

  /** To be called when somebody may have decided on letters. */
  public void lookAtLetters() {
    lettersDue = true;
  }

  /** To be called when there may be cases to be mended. Those of before the start are found. */
  public void lookAtCases() {
    repairer.look();
  }

  /** How far the ledger is, as far as this projector knows. */
  public LedgerPosition position() {
    return position;
  }

  /** Takes one step. The future fails with what the port failed with. */
  public CompletableFuture<Progress> step() {
    return switch (phase) {
      case LOCATE -> locate();
      case PROJECT -> work();
      case CONFIRM -> confirm();
    };
  }

  private CompletableFuture<Progress> locate() {
    return ports
        .hot()
        .place(partition)
        .thenCompose(
            place -> {
              position = ports.ledger().position(partition);
              ports.listener().stands(partition, position.h());
              if (place == null) {
                return createPlace();
              }
              if (place.n() < position.n()) {
                confirmAgain(place);
              } else {
                phase = Phase.PROJECT;
              }
              return CompletableFuture.completedFuture(Progress.WORKED);
            });
  }

  private CompletableFuture<Progress> createPlace() {
    List<ParkedEvent> parked =
        ports
            .ledger()
            .transact(
                partition,
                transaction ->
                    ParkedRows.of(transaction, ports.ledger().deadLetters(partition, PARKED_MAX)));
    return ports
        .hot()
        .createPlace(partition, new Place(position.n(), position.h()), parked)
        .thenApply(
            done -> {
              phase = Phase.PROJECT;
              return Progress.WORKED;
            });
  }

  /** All that was committed after the place, with rows as they are now. */
  private void confirmAgain(Place place) {
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
                    .transact(partition, transaction -> work.apply(transaction, List::of)));
    confirming = new Confirming(ports.hot(), unconfirmed.first(), unconfirmed::next);
    phase = Phase.CONFIRM;
  }

  /** Repairs and batches take turns: neither is to wait for the other. */
  private CompletableFuture<Progress> work() {
    if (lettersDue && settler.isDue()) {
      return CompletableFuture.completedFuture(settle());
    }
    boolean repairsWait = repairer.isDue();
    if (repairsWait && !hasRepaired) {
      hasRepaired = true;
      return repair();
    }
    hasRepaired = false;
    Progress progress = project();
    return progress.idle() && repairsWait ? repair() : CompletableFuture.completedFuture(progress);
  }

  private Progress project() {
    lettersDue = false;
    List<LogRecord> records = ports.log().read(partition, position.h(), tries.size());
    if (records.isEmpty()) {
      return Progress.IDLE;
    }
    long now = ports.time().millis();
    Batch batch = Batch.of(partition, records, ports.kinds(), now);
    return tries.run(
        () -> commit(batch, records),
        records::size,
        () -> Progress.WORKED,
        reason -> commit(Batch.parking(partition, records.getFirst(), reason, now), records));
  }

  private Progress commit(Batch batch, List<LogRecord> records) {
    // What the ledger says in the transaction counts, not what this projector remembers: another
    // owner may have moved on.
    Fold.@Nullable Result result =
        ports
            .ledger()
            .<Fold.@Nullable Result>transact(
                partition,
                transaction -> {
                  LedgerPosition locked = transaction.position();
                  if (!locked.equals(position)) {
                    return null;
                  }
                  Fold.Result fold = new Fold(transaction, partition, locked, batch).run();
                  transaction.write(fold.changes());
                  return fold;
                });
    if (result != null) {
      ports.listener().projected(partition, position.h(), records);
    }
    return committed(result == null ? null : Committed.of(result), Progress.of(batch));
  }

  /** Carries out what was decided of letters. */
  private Progress settle() {
    Settling.@Nullable Result result =
        settler.settle(work -> ports.ledger().transact(partition, whereItStood(work)));
    return committed(
        result == null ? null : Committed.of(result.fold()),
        result == null ? Progress.WORKED : Progress.of(result));
  }

  /** Takes a step of mending what is wrong. */
  private CompletableFuture<Progress> repair() {
    return repairer
        .step(work -> ports.ledger().transact(partition, whereItStood(work)), position)
        .thenApply(
            step -> {
              Verdict.Mended mended = step.mended();
              return mended == null && !step.lost()
                  ? Progress.of(step)
                  : committed(mended == null ? null : Committed.of(mended), Progress.of(step));
            });
  }

  /** Does work unless somebody else was there since: then there is no result. */
  private <T> Function<LedgerTransaction, @Nullable T> whereItStood(
      Function<LedgerTransaction, T> work) {
    return transaction -> transaction.position().equals(position) ? work.apply(transaction) : null;
  }

  private Progress committed(@Nullable Committed made, Progress progress) {
    if (made == null) {
      recover();
      return Progress.WORKED;
    }
    position = made.after();
    confirming = new Confirming(ports.hot(), made.confirmation());
    phase = Phase.CONFIRM;
    return progress;
  }

  private CompletableFuture<Progress> confirm() {
    return Objects.requireNonNull(confirming)
        .step()
        .thenApply(
            step -> {
              switch (step) {
                case MORE -> {}
                case DONE -> {
                  phase = Phase.PROJECT;
                  confirming = null;
                }
                case LOOK_AGAIN -> recover();
              }
              return Progress.WORKED;
            });
  }
}
