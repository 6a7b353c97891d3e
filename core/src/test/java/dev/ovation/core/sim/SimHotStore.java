package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network in front of any hot store. A call arrives in a step of its own and is answered in
 * another; each target and each row of a confirm is a step of its own, in any order. Calls that do
 * not wait for each other may overtake each other.
 */
public final class SimHotStore implements HotStore {
  private final SimScheduler scheduler;
  private final Story story;
  private final HotStore store;
  private final int life;
  private final Distance distance;

  /** How far away the store is. */
  public enum Distance {
    /** In the process: a call is answered before it returns; only confirms take several steps. */
    HERE,
    /** A call arrives later; its answer comes back at once. */
    NEAR,
    /** A call arrives later, and so does its answer. */
    FAR
  }

  public SimHotStore(
      SimScheduler scheduler, Story story, HotStore store, int life, Distance distance) {
    this.scheduler = scheduler;
    this.story = story;
    this.store = store;
    this.life = life;
    this.distance = distance;
  }

  private <T extends @Nullable Object> CompletableFuture<T> call(
      String what, Supplier<CompletableFuture<T>> call) {
    if (distance == Distance.HERE) {
      return call.get();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    scheduler.step(
        life,
        what,
        () -> {
          CompletableFuture<T> answered = call.get();
          if (distance == Distance.FAR) {
            scheduler.step(life, what + ", answer", () -> pass(answered, answer));
          } else {
            pass(answered, answer);
          }
        });
    return answer;
  }

  /** Completes a future as another one completes. */
  private static <T extends @Nullable Object> void pass(
      CompletableFuture<T> from, CompletableFuture<T> to) {
    var _ =
        from.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                to.complete(value);
              } else {
                to.completeExceptionally(failure);
              }
            });
  }

  @Override
  public CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries) {
    return call("hot reads", () -> store.read(queries));
  }

  @Override
  public CompletableFuture<@Nullable List<HotEntry>> entries(TargetKind targetKind) {
    return call("hot lists entries", () -> store.entries(targetKind));
  }

  @Override
  public CompletableFuture<ViewAnswer> readView(Actor actor, List<TargetKind> targetKinds) {
    return call("hot reads a view", () -> store.readView(actor, targetKinds));
  }

  @Override
  public CompletableFuture<LoadedPage> loaded(@Nullable String cursor, int itemsMax) {
    return call("hot tells what is loaded", () -> store.loaded(cursor, itemsMax));
  }

  @Override
  public CompletableFuture<@Nullable HotSlot> slot(TargetKind targetKind) {
    return call("hot shows a slot", () -> store.slot(targetKind));
  }

  @Override
  public CompletableFuture<@Nullable ActorRows> view(Actor actor) {
    return call("hot shows a view", () -> store.view(actor));
  }

  @Override
  public CompletableFuture<Map<Integer, Long>> lastWrites(Actor actor) {
    return call("hot tells last writes", () -> store.lastWrites(actor));
  }

  @Override
  public CompletableFuture<@Nullable Place> place(int partition) {
    return call("hot tells its place", () -> store.place(partition));
  }

  @Override
  public boolean admitsWrites() {
    return store.admitsWrites();
  }

  @Override
  public CompletableFuture<Applied> apply(
      Event event, long offset, Row hint, long n0, boolean force) {
    return call(
        "hot applies",
        () ->
            told(
                store.apply(event, offset, hint, n0, force),
                event.targetKind(),
                result ->
                    "hot applies "
                        + Story.event(event)
                        + " @"
                        + offset
                        + " on hint "
                        + Story.row(hint)
                        + " of n0="
                        + n0
                        + (force ? ", forced" : "")
                        + ": "
                        + result));
  }

  @Override
  public CompletableFuture<Boolean> fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
    return call(
        "hot is filled with a base",
        () ->
            told(
                store.fillBase(targetKind, snapshot),
                targetKind,
                result -> "base " + (result ? "is filled with " : "refuses ") + snapshot));
  }

  @Override
  public CompletableFuture<Long> leaseView(Actor actor) {
    return call("hot gives a lease", () -> store.leaseView(actor));
  }

  @Override
  public CompletableFuture<Boolean> fillView(Actor actor, long lease, ActorRows rows) {
    return call(
        "hot is filled with a view",
        () ->
            told(
                store.fillView(actor, lease, rows),
                null,
                result ->
                    "view of "
                        + actor.id()
                        + (result ? " is filled with " : " refuses ")
                        + rows.rows().size()
                        + " rows, complete "
                        + rows.complete()));
  }

  @Override
  public CompletableFuture<Void> createPlace(int partition, Place place, List<ParkedEvent> parked) {
    return call(
        "hot gets a place",
        () ->
            told(
                store.createPlace(partition, place, parked),
                null,
                done -> place + " is created with " + parked.size() + " parked"));
  }

  @Override
  public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
    if (targets.size() <= 1) {
      return call("hot confirms targets", () -> confirm(commit, targets));
    }
    List<CompletableFuture<Confirmed>> each = new ArrayList<>();
    for (TargetConfirm target : targets) {
      CompletableFuture<Confirmed> one = new CompletableFuture<>();
      each.add(one);
      scheduler.step(
          life, "hot confirms a target", () -> pass(confirm(commit, List.of(target)), one));
    }
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                each.stream()
                    .map(CompletableFuture::join)
                    .filter(confirmed -> confirmed != Confirmed.DONE)
                    .findFirst()
                    .orElse(Confirmed.DONE));
  }

  private CompletableFuture<Confirmed> confirm(Commit commit, List<TargetConfirm> targets) {
    CompletableFuture<Confirmed> confirmed = store.confirmTargets(commit, targets);
    for (TargetConfirm target : targets) {
      var _ =
          told(
              confirmed,
              target.targetKind(),
              result ->
                  "slot is confirmed n="
                      + commit.n()
                      + " H="
                      + commit.h()
                      + " counts "
                      + target.counts().byValue()
                      + " rows "
                      + target.rows()
                      + " parked "
                      + target.parked().size()
                      + ": "
                      + result);
    }
    return confirmed;
  }

  @Override
  public CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
    return call(
        "hot is told of settled letters",
        () ->
            told(
                store.confirmSettled(commit, settled),
                settled.getFirst().event().targetKind(),
                met -> "slot is told n=" + commit.n() + " that settled are " + settled));
  }

  @Override
  public CompletableFuture<Void> confirmViews(Commit commit, List<RowConfirm> rows) {
    if (rows.isEmpty()) {
      return call("hot confirms views", () -> store.confirmViews(commit, rows));
    }
    List<CompletableFuture<Void>> each = new ArrayList<>();
    for (RowConfirm row : rows) {
      CompletableFuture<Void> one = new CompletableFuture<>();
      each.add(one);
      scheduler.step(
          life,
          "hot confirms a view",
          () ->
              pass(
                  told(
                      store.confirmViews(commit, List.of(row)),
                      row.interaction().targetKind(),
                      done ->
                          "view of "
                              + row.interaction().actor()
                              + " is confirmed n="
                              + commit.n()
                              + " "
                              + Story.row(row.row())),
                  one));
    }
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new));
  }

  @Override
  public CompletableFuture<Void> confirmPlace(Commit commit) {
    return call(
        "hot moves its place",
        () -> told(store.confirmPlace(commit), null, done -> "place moves to " + commit));
  }

  private <T extends @Nullable Object> CompletableFuture<T> told(
      CompletableFuture<T> future,
      @Nullable TargetKind about,
      java.util.function.Function<T, String> text) {
    return future.thenApply(
        value -> {
          story.tell(about, () -> text.apply(value));
          return value;
        });
  }

  @Override
  public HotStats stats() {
    return store.stats();
  }

  @Override
  public Health check() {
    return store.check();
  }

  @Override
  public void close() {
    store.close();
  }
}
