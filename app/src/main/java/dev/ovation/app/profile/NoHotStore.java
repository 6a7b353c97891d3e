package dev.ovation.app.profile;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * In place of a hot store for a ledger that nobody reads yet: it can't be reached, and projectors
 * go on without. Thread-safe.
 */
final class NoHotStore implements ClusterHotStore {
  private static <T extends @Nullable Object> CompletableFuture<T> none() {
    return CompletableFuture.failedFuture(
        new OvationException(ErrorCode.HOT_STORE_UNAVAILABLE, "this ledger has no hot store"));
  }

  @Override
  public CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries) {
    return none();
  }

  @Override
  public CompletableFuture<@Nullable List<HotEntry>> entries(TargetKind targetKind) {
    return none();
  }

  @Override
  public CompletableFuture<ViewAnswer> readView(Actor actor, List<TargetKind> targetKinds) {
    return none();
  }

  @Override
  public CompletableFuture<Map<Integer, Long>> lastWrites(Actor actor) {
    return none();
  }

  @Override
  public boolean admitsWrites() {
    return false;
  }

  @Override
  public CompletableFuture<Applied> apply(
      Event event, long offset, Row hint, long n0, boolean force) {
    return none();
  }

  @Override
  public CompletableFuture<Boolean> fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
    return none();
  }

  @Override
  public CompletableFuture<Long> leaseView(Actor actor) {
    return none();
  }

  @Override
  public CompletableFuture<Boolean> fillView(Actor actor, long lease, ActorRows rows) {
    return none();
  }

  @Override
  public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
    return none();
  }

  @Override
  public CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
    return none();
  }

  @Override
  public CompletableFuture<Void> confirmViews(Commit commit, List<RowConfirm> rows) {
    return none();
  }

  @Override
  public CompletableFuture<Void> confirmPlace(Commit commit) {
    return none();
  }

  @Override
  public HotStats stats() {
    return new HotStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public CompletableFuture<Standing> standing(int partition) {
    return none();
  }

  @Override
  public CompletableFuture<Claim> claim(int partition, long epoch) {
    return none();
  }

  @Override
  public CompletableFuture<Claim> renewPlace(int partition, long g, Tenure tenure) {
    return none();
  }

  @Override
  public CompletableFuture<Created> createPlace(
      int partition,
      Standing.Vacant vacancy,
      Place place,
      List<ParkedEvent> parked,
      Tenure tenure) {
    return none();
  }

  @Override
  public CompletableFuture<Boolean> dropPlace(int partition, long g) {
    return none();
  }

  @Override
  public CompletableFuture<Needed> need(int partition, long n) {
    return none();
  }

  @Override
  public Health check() {
    return Health.down("there is none");
  }

  @Override
  public void close() {}

  @Override
  public CompletableFuture<LoadedPage> loaded(@Nullable String cursor, int itemsMax) {
    return none();
  }

  @Override
  public CompletableFuture<@Nullable HotSlot> slot(TargetKind targetKind) {
    return none();
  }

  @Override
  public CompletableFuture<@Nullable ActorRows> view(Actor actor) {
    return none();
  }
}
