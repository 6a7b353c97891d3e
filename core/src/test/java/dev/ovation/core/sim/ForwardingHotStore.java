package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Passes every call on. Planted bugs and scripted tests override what they change. */
class ForwardingHotStore implements HotStore {
  final HotStore to;

  ForwardingHotStore(HotStore to) {
    this.to = to;
  }

  @Override
  public CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries) {
    return to.read(queries);
  }

  @Override
  public CompletableFuture<@Nullable List<HotEntry>> entries(TargetKind targetKind) {
    return to.entries(targetKind);
  }

  @Override
  public CompletableFuture<ViewAnswer> readView(Actor actor, List<TargetKind> targetKinds) {
    return to.readView(actor, targetKinds);
  }

  @Override
  public CompletableFuture<LoadedPage> loaded(@Nullable String cursor, int itemsMax) {
    return to.loaded(cursor, itemsMax);
  }

  @Override
  public CompletableFuture<@Nullable HotSlot> slot(TargetKind targetKind) {
    return to.slot(targetKind);
  }

  @Override
  public CompletableFuture<@Nullable ActorRows> view(Actor actor) {
    return to.view(actor);
  }

  @Override
  public CompletableFuture<Map<Integer, Long>> lastWrites(Actor actor) {
    return to.lastWrites(actor);
  }

  @Override
  public CompletableFuture<@Nullable Place> place(int partition) {
    return to.place(partition);
  }

  @Override
  public boolean admitsWrites() {
    return to.admitsWrites();
  }

  @Override
  public CompletableFuture<Applied> apply(
      Event event, long offset, Row hint, long n0, boolean force) {
    return to.apply(event, offset, hint, n0, force);
  }

  @Override
  public CompletableFuture<Boolean> fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
    return to.fillBase(targetKind, snapshot);
  }

  @Override
  public CompletableFuture<Long> leaseView(Actor actor) {
    return to.leaseView(actor);
  }

  @Override
  public CompletableFuture<Boolean> fillView(Actor actor, long lease, ActorRows rows) {
    return to.fillView(actor, lease, rows);
  }

  @Override
  public CompletableFuture<Void> createPlace(int partition, Place place, List<ParkedEvent> parked) {
    return to.createPlace(partition, place, parked);
  }

  @Override
  public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
    return to.confirmTargets(commit, targets);
  }

  @Override
  public CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
    return to.confirmSettled(commit, settled);
  }

  @Override
  public CompletableFuture<Void> confirmViews(Commit commit, List<RowConfirm> rows) {
    return to.confirmViews(commit, rows);
  }

  @Override
  public CompletableFuture<Void> confirmPlace(Commit commit) {
    return to.confirmPlace(commit);
  }

  @Override
  public HotStats stats() {
    return to.stats();
  }

  @Override
  public Health check() {
    return to.check();
  }

  @Override
  public void close() {
    to.close();
  }
}
