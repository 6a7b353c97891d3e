package dev.ovation.core.engine;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.ColdAnswer;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.ViewAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hot store as readers take it: where several nodes share it, a store that can't be asked is
 * cold, because the ledger behind its barrier is right whatever the slot would have said.
 */
final class Slots {
  private final Ports ports;
  private final @Nullable LedgerBarrier barrier;
  private final @Nullable NearReads near;

  Slots(Ports ports) {
    this(ports, null);
  }

  private Slots(Ports ports, @Nullable NearReads near) {
    this.ports = ports;
    Ports.Cluster cluster = ports.cluster();
    this.barrier = cluster == null ? null : new LedgerBarrier(ports, cluster.ledger());
    this.near = near;
  }

  /** Slots for readers whom counts of a moment ago will do, where those are kept. */
  static Slots near(Ports ports) {
    Ports.Cluster cluster = ports.cluster();
    return new Slots(ports, cluster == null ? null : cluster.near());
  }

  CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries) {
    return near == null ? readNow(queries) : near.hot().read(queries, this::readNow);
  }

  private CompletableFuture<List<HotAnswer>> readNow(List<HotQuery> queries) {
    return orCold(
        ports.hot().read(queries), () -> Collections.nCopies(queries.size(), HotAnswer.COLD));
  }

  /** Null when cold. */
  CompletableFuture<@Nullable List<HotEntry>> entries(TargetKind targetKind) {
    return this.<@Nullable List<HotEntry>>orCold(ports.hot().entries(targetKind), () -> null);
  }

  CompletableFuture<ViewAnswer> readView(Actor actor, List<TargetKind> targetKinds) {
    // Loaded, so that nobody tries to fill what can't be reached.
    return orCold(
        ports.hot().readView(actor, targetKinds),
        () ->
            new ViewAnswer(
                true,
                Collections.<@Nullable Row>nCopies(targetKinds.size(), null),
                Long.MAX_VALUE));
  }

  private <T extends @Nullable Object> CompletableFuture<T> orCold(
      CompletableFuture<T> call, Supplier<T> cold) {
    return barrier == null ? call : call.exceptionally(failure -> cold.get());
  }

  /** Reads the ledger in place of slots that are cold. */
  CompletableFuture<List<ColdAnswer>> readCold(List<LedgerQuery> queries) {
    return near == null ? readColdNow(queries) : near.cold().read(queries, this::readColdNow);
  }

  private CompletableFuture<List<ColdAnswer>> readColdNow(List<LedgerQuery> queries) {
    return behindBarrier().read(queries, patience());
  }

  /**
   * Completes once the ledger holds all that was answered for a target; fails when that can't be
   * told.
   */
  CompletableFuture<Void> awaitLedger(TargetKind targetKind) {
    return readCold(List.of(new LedgerQuery(targetKind, null, false))).thenAccept(answers -> {});
  }

  private LedgerBarrier behindBarrier() {
    if (barrier == null) {
      throw new IllegalStateException("a store that can't forget is never cold");
    }
    return barrier;
  }

  private Duration patience() {
    Ports.Cluster cluster = ports.cluster();
    return cluster == null ? Duration.ZERO : cluster.patience();
  }

  /** What a register is, as the ledger tells it with what is parked. */
  static Row row(ColdAnswer answer) {
    var parked = answer.parked();
    return Decisions.newest(answer.row(), parked == null ? null : new Pending(parked, 0, true));
  }
}
