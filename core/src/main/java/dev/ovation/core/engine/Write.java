package dev.ovation.core.engine;

import dev.ovation.core.domain.Counts;
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

  final Ports ports;
  final CompletableFuture<Outcome> result = new CompletableFuture<>();
  private final CountsReader countsReader;

  /** What the ledger said of the key, and the commit number of the slot before it was asked. */
  private Row hint = Row.NONE;

  private long n0;
  private int looks;
  private @Nullable Event event;
  private long offset;

  Write(Ports ports, CountsReader countsReader) {
    this.ports = ports;
    this.countsReader = countsReader;
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

  abstract Outcome outcome(Event written, boolean changed, @Nullable Counts counts);

  final CompletableFuture<Outcome> start() {
    if (ports.hot().admitsWrites()) {
      look();
    } else {
      fail(
          new OvationException(
              ErrorCode.BACKLOG_FULL,
              "the ledger is behind and what is not in it yet fills its bound; repeat later"));
    }
    return result;
  }

  private void look() {
    looks++;
    HotQuery query = new HotQuery(interaction().targetKind(), lookKey());
    ports
        .hot()
        .read(List.of(query))
        .whenComplete(
            (answers, failure) -> {
              if (failure != null) {
                fail(failure);
              } else {
                guarded(() -> looked(answers.getFirst()));
              }
            });
  }

  private void looked(HotAnswer answer) {
    n0 = answer.n0();
    EntryState entry = answer.entry();
    boolean rowKnown = entry != null && entry.row() != null;
    String key = lookKey();
    if (rowKnown || key == null) {
      Row row = rowKnown ? entry.row() : Row.NONE;
      hint = row;
      proceed(entry, row, answer.counts());
      return;
    }
    boolean wantsCounts = answer.counts() == null;
    LedgerQuery query = new LedgerQuery(interaction().targetKind(), key, wantsCounts);
    ports
        .ledger()
        .read(List.of(query))
        .whenComplete(
            (answers, failure) -> {
              if (failure != null) {
                OvationException why = Failures.of(failure);
                if (event == null && why.code() == ErrorCode.OVERLOADED) {
                  fail(why);
                  return;
                }
                // Writes go on without the ledger: the row stays unknown until it is confirmed.
                n0 = -1;
                guarded(() -> proceed(entry, null, answer.counts()));
                return;
              }
              hint = answers.getFirst().row();
              // Whether the base may be installed or not is the slot's business.
              countsReader
                  .install(interaction().targetKind(), answers.getFirst())
                  .whenComplete(
                      (installed, ignored) ->
                          guarded(() -> proceed(entry, hint, answer.counts())));
            });
  }

  private void proceed(@Nullable EntryState entry, @Nullable Row row, @Nullable Counts counts) {
    if (event != null) {
      apply(event);
      return;
    }
    Row settledBy = settledBy(entry, row);
    if (settledBy != null) {
      answer(counts, known -> settledOutcome(settledBy, known));
      return;
    }
    Row stance =
        Decisions.newest(row == null ? Row.NONE : row, entry == null ? null : entry.pending());
    Event made = event(stance);
    event = made;
    ports.log().append(made, this);
  }

  @Override
  public final void durable(long durableOffset) {
    offset = durableOffset;
    Event durable = event;
    if (durable != null) {
      guarded(() -> apply(durable));
    }
  }

  @Override
  public final void failed(OvationException failure) {
    fail(failure);
  }

  private void apply(Event durable) {
    boolean force = n0 < 0 || looks >= LOOKS_MAX;
    ports
        .hot()
        .apply(durable, offset, hint, n0, force)
        .whenComplete(
            (applied, failure) -> {
              if (failure != null) {
                // Durable but not visible: that is no answer yet.
                fail(
                    new OvationException(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the write is in the log but could not be shown; repeat it",
                        failure));
                return;
              }
              guarded(
                  () -> {
                    switch (applied) {
                      case Applied.HintTooOld tooOld -> look();
                      case Applied.Visible visible -> visible(durable, visible);
                    }
                  });
            });
  }

  private void visible(Event durable, Applied.Visible visible) {
    answer(visible.counts(), counts -> outcome(durable, visible.changed(), counts));
  }

  /** Answers with the counts, which are read first if they are not known and can be. */
  private void answer(@Nullable Counts known, Function<@Nullable Counts, Outcome> outcome) {
    boolean ledgerIsDown = n0 < 0;
    if (known != null || ledgerIsDown) {
      result.complete(outcome.apply(known));
      return;
    }
    countsReader
        .read(List.of(interaction().targetKind()))
        .whenComplete(
            (counts, failure) ->
                result.complete(outcome.apply(counts == null ? null : counts.getFirst())));
  }

  /** A defect in a step fails this write instead of leaving its caller without an answer. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Throwable failure) {
    result.completeExceptionally(Failures.of(failure));
  }
}
