package dev.ovation.core.consistency;

import dev.ovation.core.consistency.HotLook.Judgement;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.domain.Actor;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Holds actors' views against the ledger. What looks wrong is looked at once more, a moment later.
 */
final class ViewLeg implements Leg {
  private static final int AT_ONCE = 32;

  /** More than a view has by default; of an actor with more only the newest are compared. */
  private static final int ROWS_MAX = 10_000;

  private final PassContext context;
  private ArrayDeque<Asked> left = new ArrayDeque<>();
  private ArrayDeque<Asked> again = new ArrayDeque<>();
  private Map<Integer, Place> places = Map.of();
  private List<Asked> asked = List.of();
  private @Nullable List<ViewLook> open;

  private record Asked(Actor actor, boolean suspected) {}

  ViewLeg(PassContext context, Collection<Actor> actors) {
    this.context = context;
    actors.forEach(actor -> left.add(new Asked(actor, false)));
  }

  @Override
  public CompletableFuture<Took> step() {
    List<ViewLook> looks = open;
    if (looks != null) {
      return ledger(looks);
    }
    if (!asked.isEmpty()) {
      return views();
    }
    return places();
  }

  private CompletableFuture<Took> places() {
    List<CompletableFuture<@Nullable Place>> all = new ArrayList<>();
    for (int p = 0; p < context.ports.partitioner().partitions(); p++) {
      all.add(context.hot.place(p));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<Integer, Place> seen = new HashMap<>();
              for (int p = 0; p < all.size(); p++) {
                Place place = all.get(p).join();
                if (place != null) {
                  seen.put(p, place);
                }
              }
              places = seen;
              asked = left.stream().limit(AT_ONCE).toList();
              return Took.of(asked.isEmpty(), 0);
            });
  }

  private CompletableFuture<Took> views() {
    List<CompletableFuture<@Nullable ActorRows>> views = new ArrayList<>();
    asked.forEach(one -> views.add(context.hot.view(one.actor())));
    return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<ViewLook> looks = new ArrayList<>();
              List<Asked> loaded = new ArrayList<>();
              for (int i = 0; i < views.size(); i++) {
                ActorRows view = views.get(i).join();
                if (view != null) {
                  Map<Integer, Place> seen = places;
                  loaded.add(asked.get(i));
                  looks.add(
                      new ViewLook(
                          asked.get(i).actor(),
                          view,
                          targetKind -> seen.get(context.partition(targetKind))));
                }
              }
              asked.forEach(one -> left.remove());
              asked = loaded;
              open = looks;
              return Took.more(0);
            });
  }

  private CompletableFuture<Took> ledger(List<ViewLook> looks) {
    List<CompletableFuture<ActorRows>> stored = new ArrayList<>();
    looks.forEach(look -> stored.add(context.ledger.actorRows(look.actor(), ROWS_MAX)));
    return CompletableFuture.allOf(stored.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              long rows = 0;
              for (int i = 0; i < looks.size(); i++) {
                ActorRows of = stored.get(i).join();
                rows += 1 + of.rows().size();
                judge(asked.get(i), looks.get(i).judge(of));
              }
              open = null;
              asked = List.of();
              return next(rows);
            });
  }

  private void judge(Asked one, Judgement judgement) {
    Suspicion suspicion = judgement.suspicion();
    if (suspicion != null && !one.suspected()) {
      again.add(new Asked(one.actor(), true));
      return;
    }
    context.count(What.VIEWS, 1);
    if (suspicion != null) {
      context.wrong(suspicion);
    }
  }

  private Took next(long rows) {
    if (!left.isEmpty()) {
      return Took.more(rows);
    }
    left = again;
    again = new ArrayDeque<>();
    return new Took(left.isEmpty(), rows, !left.isEmpty());
  }
}
