package dev.ovation.core.consistency;

import dev.ovation.core.port.HotInspection.LoadedPage;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Holds everything that is loaded in the hot store against the ledger, page by page. */
final class LoadedLeg implements Leg {
  private static final int ITEMS_MAX = 500;

  private final PassContext context;
  private @Nullable String cursor;
  private @Nullable LoadedPage page;
  private @Nullable Leg slots;
  private @Nullable Leg views;

  LoadedLeg(PassContext context, @Nullable String cursor) {
    this.context = context;
    this.cursor = cursor;
  }

  /** The page that it is at; null at the first one. */
  @Nullable String cursor() {
    return cursor;
  }

  @Override
  public CompletableFuture<Took> step() {
    Leg atSlots = slots;
    Leg atViews = views;
    if (atSlots != null) {
      return atSlots.step().thenApply(took -> took.done() ? ended(took, true) : took);
    }
    if (atViews != null) {
      return atViews.step().thenApply(took -> took.done() ? ended(took, false) : took);
    }
    LoadedPage done = page;
    if (done != null) {
      page = null;
      cursor = done.next();
      return CompletableFuture.completedFuture(Took.of(cursor == null, 0));
    }
    return context.hot.loaded(cursor, ITEMS_MAX).thenApply(this::begin);
  }

  private Took begin(LoadedPage told) {
    page = told;
    slots = told.targetKinds().isEmpty() ? null : new HotLeg(context, told.targetKinds());
    views = told.actors().isEmpty() ? null : new ViewLeg(context, told.actors());
    return Took.more(0);
  }

  private Took ended(Took took, boolean ofSlots) {
    if (ofSlots) {
      slots = null;
    } else {
      views = null;
    }
    return Took.more(took.rows());
  }
}
