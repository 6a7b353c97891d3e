package dev.ovation.core.engine;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an actor holds where the target's slot could not say: in the actor's view, else in the
 * ledger. Starts filling the view when there is none, so that the next read is hot.
 */
final class StanceReader {
  /** Views filled at the same time. A read past this bound is answered all the same. */
  private static final int FILLS_MAX = 32;

  private final Ports ports;
  private final Slots slots;
  private final int viewRowsMax;
  private final AtomicInteger fills = new AtomicInteger();

  StanceReader(Ports ports, int viewRowsMax) {
    this.ports = ports;
    this.slots = new Slots(ports);
    this.viewRowsMax = viewRowsMax;
  }

  /**
   * The newest state of each register, in order.
   *
   * @param looks what the targets' slots said of the actor, read before
   */
  CompletableFuture<List<Row>> read(
      Actor actor, List<TargetKind> targetKinds, List<HotAnswer> looks) {
    List<@Nullable EntryState> entries = new ArrayList<>();
    List<@Nullable Row> found = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    List<Integer> cold = new ArrayList<>();
    for (int i = 0; i < looks.size(); i++) {
      EntryState entry = looks.get(i).entry();
      entries.add(entry);
      Row row = Decisions.stance(entry);
      found.add(row);
      if (row == null) {
        (looks.get(i).isCold() ? cold : missing).add(i);
      }
    }
    return askColdLedger(actor, targetKinds, cold, found)
        .thenCompose(
            done ->
                missing.isEmpty()
                    ? CompletableFuture.completedFuture(complete(found))
                    : askView(actor, targetKinds, looks, entries, found, missing));
  }

  /** No view can be trusted of a partition whose place is missing. */
  private CompletableFuture<Void> askColdLedger(
      Actor actor, List<TargetKind> targetKinds, List<Integer> cold, List<@Nullable Row> found) {
    if (cold.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<LedgerQuery> queries =
        cold.stream().map(i -> new LedgerQuery(targetKinds.get(i), actor.id(), false)).toList();
    return slots
        .readCold(queries)
        .thenAccept(
            answers -> {
              for (int i = 0; i < answers.size(); i++) {
                found.set(cold.get(i), Slots.row(answers.get(i)));
              }
            });
  }

  private CompletableFuture<List<Row>> askView(
      Actor actor,
      List<TargetKind> targetKinds,
      List<HotAnswer> looks,
      List<@Nullable EntryState> entries,
      List<@Nullable Row> found,
      List<Integer> missing) {
    List<TargetKind> asked = missing.stream().map(targetKinds::get).toList();
    return slots
        .readView(actor, asked)
        .thenCompose(
            view -> {
              boolean outlived = missing.stream().anyMatch(at -> looks.get(at).g() > view.g());
              if (!view.loaded() || outlived) {
                fillView(actor);
              }
              List<Integer> stillMissing = new ArrayList<>();
              for (int i = 0; i < missing.size(); i++) {
                int at = missing.get(i);
                // Of a place that was made after the view was read, the view may lack rows.
                Row row = looks.get(at).g() > view.g() ? null : view.rows().get(i);
                if (row == null) {
                  stillMissing.add(at);
                } else {
                  found.set(at, newest(row, entries.get(at)));
                }
              }
              return askLedger(actor, targetKinds, entries, found, stillMissing);
            });
  }

  private CompletableFuture<List<Row>> askLedger(
      Actor actor,
      List<TargetKind> targetKinds,
      List<@Nullable EntryState> entries,
      List<@Nullable Row> found,
      List<Integer> missing) {
    if (missing.isEmpty()) {
      return CompletableFuture.completedFuture(complete(found));
    }
    List<LedgerQuery> queries =
        missing.stream().map(i -> new LedgerQuery(targetKinds.get(i), actor.id(), false)).toList();
    return ports
        .ledger()
        .read(queries)
        .thenApply(
            answers -> {
              for (int i = 0; i < answers.size(); i++) {
                int at = missing.get(i);
                found.set(at, newest(answers.get(i).row(), entries.get(at)));
              }
              return complete(found);
            });
  }

  private void fillView(Actor actor) {
    if (fills.incrementAndGet() > FILLS_MAX) {
      fills.decrementAndGet();
      return;
    }
    CompletableFuture<Boolean> filled =
        ports
            .hot()
            .leaseView(actor)
            .thenCompose(
                lease ->
                    ports
                        .ledger()
                        .actorRows(actor, viewRowsMax)
                        .thenCompose(rows -> ports.hot().fillView(actor, lease, rows)));
    // A fill that fails leaves the view missing, as it was; reads ask the ledger meanwhile.
    Futures.whenDone(filled, done -> fills.decrementAndGet(), failed -> fills.decrementAndGet());
  }

  private static Row newest(Row row, @Nullable EntryState entry) {
    return Decisions.newest(row, entry == null ? null : entry.pending());
  }

  private static List<Row> complete(List<@Nullable Row> found) {
    List<Row> rows = new ArrayList<>(found.size());
    for (Row row : found) {
      rows.add(row == null ? Row.NONE : row);
    }
    return rows;
  }
}
