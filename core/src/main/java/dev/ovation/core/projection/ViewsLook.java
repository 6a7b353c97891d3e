package dev.ovation.core.projection;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.ViewAnswer;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Compares what actors' views in the hot store say with rows, and fills views anew. */
final class ViewsLook {
  /** What one view is filled with; one that is not complete asks the ledger for the rest. */
  private static final int VIEW_ROWS_MAX = 10_000;

  private final HotStore hot;
  private final Ledger ledger;

  ViewsLook(HotStore hot, Ledger ledger) {
    this.hot = hot;
    this.ledger = ledger;
  }

  /**
   * What views say that differs from the rows.
   *
   * @param g of the partition's place: what an older view says of the partition is void
   */
  CompletableFuture<List<RowConfirm>> differing(long g, List<RowConfirm> rows) {
    List<CompletableFuture<@Nullable RowConfirm>> looks = new ArrayList<>();
    for (RowConfirm row : rows) {
      looks.add(
          hot.readView(row.interaction().who(), List.of(row.interaction().targetKind()))
              .<@Nullable RowConfirm>thenApply(view -> differing(view, g, row)));
    }
    return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<RowConfirm> wrong = new ArrayList<>();
              for (CompletableFuture<@Nullable RowConfirm> look : looks) {
                RowConfirm found = look.join();
                if (found != null) {
                  wrong.add(found);
                }
              }
              return wrong;
            });
  }

  private static @Nullable RowConfirm differing(ViewAnswer view, long g, RowConfirm right) {
    Row shown = view.rows().getFirst();
    return view.g() >= g && shown != null && !Rows.same(shown, right.row())
        ? new RowConfirm(right.interaction(), shown)
        : null;
  }

  /**
   * Compares what views showed with rows as they are now, while nothing is to be told to the hot
   * store: then a view that differs is wrong.
   */
  static Verdict compare(LedgerTransaction transaction, List<RowConfirm> shown) {
    List<Row> rows = transaction.rows(shown.stream().map(RowConfirm::interaction).toList());
    List<RowConfirm> wrong = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (!Rows.same(shown.get(i).row(), rows.get(i))) {
        wrong.add(shown.get(i));
      }
    }
    return new Verdict.Views(wrong);
  }

  /**
   * Puts the ledger's rows in place of an actor's view, whatever that says: what somebody wrote
   * into it may look newer than the truth.
   *
   * @return completes with whether it is done; not when a row of the actor changed meanwhile
   */
  CompletableFuture<Boolean> refill(Actor actor) {
    return hot.leaseView(actor)
        .thenCompose(
            lease ->
                ledger
                    .actorRows(actor, VIEW_ROWS_MAX)
                    .thenCompose(rows -> hot.fillView(actor, lease, rows)));
  }
}
