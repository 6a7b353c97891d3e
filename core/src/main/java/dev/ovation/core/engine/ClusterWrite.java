package dev.ovation.core.engine;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.ClusterHotStore.Needed;
import dev.ovation.core.port.ClusterLedger.ColdAnswer;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write does where the hot store may forget, beside what every {@link Write} does: it looks
 * in the ledger when its partition is cold, goes straight to the ledger when the log is down, and
 * when it can't be applied is answered once the ledger has it and nobody can see less.
 */
final class ClusterWrite implements AppendCallback {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration PAUSE_MAX = Duration.ofMillis(200);

  private final Write write;
  private final Ports ports;
  private final Ports.Cluster cluster;
  private final LedgerBarrier barrier;
  private final long deadlineNanos;
  private Duration pause = FIRST_PAUSE;

  /** Without a place at the look there is no direct path: what the log holds is not seen. */
  private boolean coldAtLook;

  private @Nullable Event event;

  ClusterWrite(Write write, Ports ports, Ports.Cluster cluster) {
    this.write = write;
    this.ports = ports;
    this.cluster = cluster;
    this.barrier = new LedgerBarrier(ports, cluster.ledger());
    this.deadlineNanos = ports.time().nanos() + cluster.patience().toNanos();
  }

  // ---- look ----------------------------------------------------------------------------------

  /** The slot could not tell anything: the ledger can, once it holds all that was answered. */
  void lookInLedger() {
    coldAtLook = event == null;
    String key = write.lookKey();
    if (key == null) {
      write.lookedInLedger(null, null, 0);
      return;
    }
    LedgerQuery query = new LedgerQuery(write.interaction().targetKind(), key, false);
    Futures.whenDone(
        barrier.read(List.of(query), cluster.patience()),
        answers -> {
          ColdAnswer answer = answers.getFirst();
          write.lookedInLedger(answer.row(), parked(answer), answer.answer().n());
        },
        write::failedUnlessWritten);
  }

  /** The parked event as the slot would show it, whose row is known. */
  private static @Nullable EntryState parked(ColdAnswer answer) {
    Event parked = answer.parked();
    return parked == null ? null : new EntryState(answer.row(), new Pending(parked, 0, true));
  }

  // ---- append --------------------------------------------------------------------------------

  void append(Event made) {
    event = made;
    ports.log().append(made, this);
  }

  @Override
  public void durable(long offset) {
    write.durable(offset);
  }

  /**
   * The log is down. The event goes to the ledger with the version that it has: should it be in the
   * log after all, it is the same event there.
   */
  @Override
  public void failed(OvationException failure) {
    Event made = event;
    if (made == null || coldAtLook || failure.code().blame() != ErrorCode.Blame.DEPENDENCY) {
      write.failed(failure);
      return;
    }
    Futures.whenDone(
        cluster.direct().write(made),
        committed -> write.visibleDirectly(made, committed.changed()),
        direct -> {
          boolean certain =
              failure.code() != ErrorCode.OUTCOME_UNKNOWN
                  && direct.code() != ErrorCode.OUTCOME_UNKNOWN;
          write.failed(certain ? failure : unknown(direct));
        });
  }

  // ---- apply ---------------------------------------------------------------------------------

  /** The partition is cold: what the ledger holds is visible, if no older place comes. */
  void appliedCold(Event durable, long offset) {
    LedgerQuery query = new LedgerQuery(durable.targetKind(), null, true);
    Futures.whenDone(
        barrier.readFrom(query, offset, left()),
        answer ->
            Futures.whenDone(
                cluster.hot().need(ports.partitioner().partition(durable), answer.answer().n()),
                needed -> {
                  if (needed == Needed.BEHIND) {
                    write.apply(durable);
                  } else {
                    write.visibleAsLooked(durable, answer.counts());
                  }
                },
                failure -> applyFailed(offset, failure)),
        failure -> write.failed(unknown(failure)));
  }

  /**
   * The slot could not be asked. Others may reach it, and what they would see there is not known;
   * so this is no answer yet, and is tried again, unless nobody can see anything there: {@link
   * #isInVoid}.
   */
  void applyFailed(long offset, OvationException failure) {
    Event durable = event;
    if (durable == null || left().isZero()) {
      write.failed(unknown(failure));
      return;
    }
    LedgerQuery query = new LedgerQuery(durable.targetKind(), null, true);
    Futures.whenDone(
        cluster.ledger().readCold(List.of(query)),
        answers -> {
          ColdAnswer answer = answers.getFirst();
          if (isInVoid(answer, offset)) {
            write.visibleAsLooked(durable, answer.counts());
          } else {
            applyAgain(durable);
          }
        },
        ledgerFailure -> applyAgain(durable));
  }

  /**
   * Whether the event is in the ledger, in a snapshot in which the partition has no place that
   * counts. Then every reader is cold and sees the ledger, and whoever reads later sees no less:
   * who makes the next place locks the position that this snapshot has read, so it reads the same
   * commit or a later one. That is why no need is noted as with a slot that answers cold: a place
   * as old as that of B3 would be of a generation taken before, and those are over.
   */
  private static boolean isInVoid(ColdAnswer answer, long offset) {
    return !answer.placed() && answer.answer().h() >= offset;
  }

  private void applyAgain(Event durable) {
    ports.timer().after(pause, () -> write.apply(durable));
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
  }

  /** Whoever reads at this node once the write is answered sees it, near cache or not. */
  void visible(Event durable) {
    NearReads near = cluster.near();
    if (near != null) {
      near.written(durable.targetKind());
    }
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - ports.time().nanos()));
  }

  static OvationException unknown(OvationException failure) {
    return new OvationException(
        ErrorCode.OUTCOME_UNKNOWN,
        "the write may be in the log but could not be shown; repeat it",
        failure);
  }
}
