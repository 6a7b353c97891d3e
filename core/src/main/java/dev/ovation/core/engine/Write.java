package dev.ovation.core.engine;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.OvationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One write on its way: look, stamp, append, apply, answer. Each step is started by the end of the
 * one before, so no two run at once.
 *
 * <p>The look asks the target's slot first and, where that has no entry, the ledger; what it finds
 * becomes the entry's row when the event is applied. If the slot has trimmed rows in between, the
 * hint may be too old, and the write looks again before it applies.
 */
abstract class Write implements AppendCallback {
  private static final int LOOKS_MAX = 4;

  /** In place of a commit number: the ledger could not be asked for the row. */
  private static final long ROW_UNKNOWN = -1;

  final Ports ports;
  final CompletableFuture<Outcome> result = new CompletableFuture<>();
  private final CountsReader countsReader;
  private final @Nullable ClusterWrite cluster;

  /** What the ledger said of the key, and the commit number of the slot before it was asked. */
  private Row hint = Row.NONE;

  private long n0;
  private int looks;
  private @Nullable Event event;
  private Effect effectAsLooked = Effect.UNKNOWN;
  private long offset;

  Write(Ports ports, CountsReader countsReader) {
    this.ports = ports;
    this.countsReader = countsReader;
    Ports.Cluster shared = ports.cluster();
    this.cluster = shared == null ? null : new ClusterWrite(this, ports, shared);
  }

  abstract Interaction interaction();

  /** The key of the entry to look at; null when there can't be one yet. */
  abstract @Nullable String lookKey();

  /**
   * The row that settles this write without an event, because it would change nothing; null when an
   * event must be written.
   *
   * @param row what slot and ledger know of the key; null when it could not be found out
   */
  abstract @Nullable Row settledBy(@Nullable EntryState entry, @Nullable Row row);

  abstract Outcome settledOutcome(Row by, @Nullable Counts counts);

  /** The event to append. The row is the newest that is known of the key. */
  abstract Event event(Row stance);

  /** Whether the event changes something, as far as the look could tell. */
  abstract boolean changes(@Nullable EntryState entry, Row stance);

  /**
   * What the event came to that was committed straight to the ledger.
   *
   * @param inLedger whether it changed what the ledger held, which knows nothing of what the slot
   *     has pending
   * @param asLooked what the look could tell, which knows nothing of what was committed since
   */
  abstract Effect direct(boolean inLedger, Effect asLooked);

  abstract Outcome outcome(Event written, Effect effect, @Nullable Counts counts);

  /** How far the slot was confirmed before slot and ledger were looked at. */
  final long n0() {
    return n0;
  }

  final CompletableFuture<Outcome> start() {
    if (ports.hot().admitsWrites()) {
      look();
    } else {
      failed(
          new OvationException(
              ErrorCode.BACKLOG_FULL,
              "the ledger is behind and what is not in it yet fills its bound; repeat later"));
    }
    return result;
  }

  private void look() {
    looks++;
    HotQuery query = new HotQuery(interaction().targetKind(), lookKey());
    Futures.whenDone(
        ports.hot().read(List.of(query)), answers -> looked(answers.getFirst()), this::lookFailed);
  }

  private void lookFailed(OvationException failure) {
    if (cluster == null) {
      failed(failure);
    } else {
      cluster.lookInLedger();
    }
  }

  private void looked(HotAnswer answer) {
    if (answer.isCold() && cluster != null) {
      cluster.lookInLedger();
      return;
    }
    // Whoever stamps above what the place has met wins over every confirmed row.
    if (cluster != null) {
      ports.clock().observe(answer.version());
    }
    n0 = answer.n0();
    EntryState entry = answer.entry();
    Row row = entry == null ? null : entry.row();
    String key = lookKey();
    if (row != null || key == null) {
      hint = row == null ? Row.NONE : row;
      proceed(entry, hint, answer.counts());
    } else {
      askLedger(key, answer);
    }
  }

  private void askLedger(String key, HotAnswer answer) {
    boolean wantsCounts = answer.counts() == null;
    LedgerQuery query = new LedgerQuery(interaction().targetKind(), key, wantsCounts);
    Futures.whenDone(
        ports.ledger().read(List.of(query)),
        answers -> {
          hint = answers.getFirst().row();
          // Whether the base may be installed or not is the slot's business, and so is whether
          // that comes to pass: the event may be in the log by now, and must not fail for it.
          Futures.whenDone(
              countsReader.install(interaction().targetKind(), answers.getFirst()),
              installed -> proceed(answer.entry(), hint, answer.counts()),
              notInstalled -> proceed(answer.entry(), hint, answer.counts()));
        },
        failure -> {
          if (event == null && failure.code() != ErrorCode.LEDGER_UNAVAILABLE) {
            failed(failure);
            return;
          }
          // Writes go on without the ledger: the row stays unknown until it is confirmed.
          n0 = ROW_UNKNOWN;
          proceed(answer.entry(), null, answer.counts());
        });
  }

  /** What the ledger holds of the key as of commit n, where the slot could not tell. */
  final void lookedInLedger(@Nullable Row row, @Nullable EntryState parked, long n) {
    n0 = n;
    hint = row == null ? Row.NONE : row;
    proceed(parked, hint, null);
  }

  private void proceed(@Nullable EntryState entry, @Nullable Row row, @Nullable Counts counts) {
    if (event != null) {
      apply(event);
      return;
    }
    // What can be forgotten settles nothing.
    Row settledBy = cluster != null ? null : settledBy(entry, row);
    if (settledBy != null) {
      answer(counts, known -> settledOutcome(settledBy, known));
      return;
    }
    Row stance =
        Decisions.newest(row == null ? Row.NONE : row, entry == null ? null : entry.pending());
    Event made = event(stance);
    event = made;
    boolean tells = row != null || (entry != null && entry.pending() != null);
    effectAsLooked = tells ? Effect.of(changes(entry, stance)) : Effect.UNKNOWN;
    if (cluster == null) {
      ports.log().append(made, this);
    } else {
      cluster.append(made);
    }
  }

  @Override
  public final void durable(long durableOffset) {
    offset = durableOffset;
    Event durable = event;
    if (durable != null) {
      apply(durable);
    }
  }

  @Override
  public final void failed(OvationException failure) {
    result.completeExceptionally(failure);
  }

  /** After an append the outcome of a failure is unknown, before it there is none. */
  final void failedUnlessWritten(OvationException failure) {
    failed(event == null ? failure : ClusterWrite.unknown(failure));
  }

  final void apply(Event durable) {
    boolean force = n0 == ROW_UNKNOWN || looks >= LOOKS_MAX;
    Futures.whenDone(
        ports.hot().apply(durable, offset, hint, n0, force),
        applied -> {
          switch (applied) {
            case Applied.HintTooOld tooOld -> look();
            case Applied.Cold c -> appliedCold(durable);
            case Applied.Visible v -> visible(durable, v.effect(), v.counts());
            case Applied.Overtaken o -> visible(durable, effectAsLooked, o.counts());
          }
        },
        failure -> {
          if (cluster == null) {
            failed(ClusterWrite.unknown(failure)); // Durable but not visible is no answer yet.
          } else {
            cluster.applyFailed(offset, failure);
          }
        });
  }

  private void appliedCold(Event durable) {
    if (cluster == null) {
      throw new IllegalStateException("a store that can't forget is never cold");
    }
    cluster.appliedCold(durable, offset);
  }

  /** The event is visible, but what it changed only the look can tell. */
  final void visibleAsLooked(Event durable, @Nullable Counts known) {
    visible(durable, effectAsLooked, known);
  }

  /** The event is committed in the ledger, and visible. */
  final void visibleDirectly(Event committed, boolean changedInLedger) {
    visible(committed, direct(changedInLedger, effectAsLooked), null);
  }

  private void visible(Event durable, Effect effect, @Nullable Counts known) {
    if (cluster != null) {
      cluster.visible(durable);
    }
    answer(known, counts -> outcome(durable, effect, counts));
  }

  /** Answers with the counts, which are read first if they are not known and can be. */
  private void answer(@Nullable Counts known, Function<@Nullable Counts, Outcome> outcome) {
    if (known != null || n0 == ROW_UNKNOWN) {
      result.complete(outcome.apply(known));
      return;
    }
    Futures.whenDone(
        countsReader.read(List.of(interaction().targetKind())),
        counts -> result.complete(outcome.apply(counts.getFirst())),
        this::failed);
  }
}
