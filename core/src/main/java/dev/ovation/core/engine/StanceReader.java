package dev.ovation.core.engine;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.EntryState;
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
  private final int viewRowsMax;
  private final AtomicInteger fills = new AtomicInteger();

  StanceReader(Ports ports, int viewRowsMax) {
    this.ports = ports;
    this.viewRowsMax = viewRowsMax;
  }

  /**
   * The newest state of each register, in order.
   *
   * @param entries what the target's slot said, read before; null where it has no entry
   */
  CompletableFuture<List<Row>> read(
      Actor actor, List<TargetKind> targetKinds, List<@Nullable EntryState> entries) {
    List<@Nullable Row> found = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Row row = Decisions.stance(entries.get(i));
      found.add(row);
      if (row == null) {
        missing.add(i);
      }
    }
    if (missing.isEmpty()) {
      return CompletableFuture.completedFuture(complete(found));
    }
    List<TargetKind> asked = missing.stream().map(targetKinds::get).toList();
    return ports
        .hot()
        .readView(actor, asked)
        .thenCompose(
            view -> {
              if (!view.loaded()) {
                fillView(actor);
              }
              List<Integer> stillMissing = new ArrayList<>();
              for (int i = 0; i < missing.size(); i++) {
                int at = missing.get(i);
                Row row = view.rows().get(i);
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
