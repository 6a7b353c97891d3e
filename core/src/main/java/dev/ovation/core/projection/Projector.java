package dev.ovation.core.projection;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
  /** Records read at once while a lost confirmation is made again. */
  private static final int RECONFIRM_EVENTS_MAX = 100_000;

  private static final int PARKED_MAX = 100_000;

  private final int partition;
  private final Ports ports;
  private final int batchEventsMax;

  private Phase phase = Phase.LOCATE;
  private LedgerPosition position = LedgerPosition.START;
  private @Nullable Confirmation confirmation;

  /** All that a projector touches. */
  public record Ports(
      EventLog log,
      Ledger ledger,
      HotStore hot,
      Kinds kinds,
      TimeSource time,
      ProjectionListener listener) {

    /** Where nobody listens. */
    public Ports(EventLog log, Ledger ledger, HotStore hot, Kinds kinds, TimeSource time) {
      this(log, ledger, hot, kinds, time, ProjectionListener.NONE);
    }
  }

  private enum Phase {
    LOCATE,
    PROJECT,
    CONFIRM_TARGETS,
    CONFIRM_VIEWS,
    CONFIRM_PLACE
  }

  /**
   * What a step did.
   *
   * @param idle true when there was nothing to do: the ledger has all that the log holds, confirmed
   * @param projected events committed by this step
   * @param parked how many of them went to the dead letters
   */
  public record Progress(boolean idle, int projected, int parked) {
    private static final Progress IDLE = new Progress(true, 0, 0);
    private static final Progress WORKED = new Progress(false, 0, 0);
  }

  public Projector(int partition, Ports ports, int batchEventsMax) {
    this.partition = partition;
    this.ports = ports;
    this.batchEventsMax = batchEventsMax;
  }

  /** Forgets where it was and finds out anew from ledger and hot store. */
  public void recover() {
    phase = Phase.LOCATE;
    confirmation = null;
  }

  /** How far the ledger is, as far as this projector knows. */
  public LedgerPosition position() {
    return position;
  }

  /** Takes one step. The future fails with what the port failed with. */
  public CompletableFuture<Progress> step() {
    return switch (phase) {
      case LOCATE -> locate();
      case PROJECT -> CompletableFuture.completedFuture(project());
      case CONFIRM_TARGETS -> confirmTargets();
      case CONFIRM_VIEWS -> confirmViews();
      case CONFIRM_PLACE -> confirmPlace();
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
                confirmation = reconfirmation(place);
                phase = Phase.CONFIRM_TARGETS;
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
                transaction -> {
                  List<ParkedEvent> events = new ArrayList<>();
                  for (DeadLetter letter : ports.ledger().deadLetters(partition, PARKED_MAX)) {
                    if (letter.event() != null) {
                      events.add(
                          new ParkedEvent(
                              letter.event(),
                              letter.offset(),
                              ParkedRows.row(transaction, letter.event())));
                    }
                  }
                  return events;
                });
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
  private Confirmation reconfirmation(Place place) {
    List<LogRecord> range = new ArrayList<>();
    long from = place.h();
    while (from < position.h()) {
      List<LogRecord> more = ports.log().read(partition, from, RECONFIRM_EVENTS_MAX);
      for (LogRecord record : more) {
        if (record.offset() <= position.h()) {
          range.add(record);
        }
      }
      if (more.isEmpty()) {
        break;
      }
      from = more.getLast().offset();
    }
    Set<Long> parkedOffsets = new HashSet<>();
    for (DeadLetter letter : ports.ledger().deadLetters(partition, PARKED_MAX)) {
      parkedOffsets.add(letter.offset());
    }
    Commit commit = new Commit(partition, place.n(), position.n(), position.h());
    return ports
        .ledger()
        .transact(
            partition, transaction -> new Reconfirm(transaction, parkedOffsets).of(commit, range));
  }

  private Progress project() {
    List<LogRecord> records = ports.log().read(partition, position.h(), batchEventsMax);
    if (records.isEmpty()) {
      return Progress.IDLE;
    }
    Batch batch = Batch.of(partition, records, ports.kinds(), ports.time().millis());
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
    if (result == null) {
      recover();
      return Progress.WORKED;
    }
    ports.listener().projected(partition, position.h(), records);
    position = result.after();
    confirmation = result.confirmation();
    phase = Phase.CONFIRM_TARGETS;
    return new Progress(false, batch.events(), batch.poison().size());
  }

  private CompletableFuture<Progress> confirmTargets() {
    Confirmation c = Objects.requireNonNull(confirmation);
    return ports
        .hot()
        .confirmTargets(c.commit(), c.targets())
        .thenApply(
            confirmed -> {
              if (confirmed == Confirmed.DONE) {
                phase = Phase.CONFIRM_VIEWS;
              } else {
                recover();
              }
              return Progress.WORKED;
            });
  }

  private CompletableFuture<Progress> confirmViews() {
    Confirmation c = Objects.requireNonNull(confirmation);
    return ports
        .hot()
        .confirmViews(c.commit(), c.views())
        .thenApply(
            done -> {
              phase = Phase.CONFIRM_PLACE;
              return Progress.WORKED;
            });
  }

  private CompletableFuture<Progress> confirmPlace() {
    Confirmation c = Objects.requireNonNull(confirmation);
    return ports
        .hot()
        .confirmPlace(c.commit())
        .thenApply(
            done -> {
              phase = Phase.PROJECT;
              confirmation = null;
              return Progress.WORKED;
            });
  }
}
