package dev.ovation.adapters.redis;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The hot store in Redis: one server or a Redis Cluster, version 6.2 or newer, which must not
 * evict. Each operation is a script on one slot; nothing relies on what a server keeps on disk.
 *
 * <p>Beside the errors of the port, a future fails with {@link
 * dev.ovation.core.port.ErrorCode#OVERLOADED} when the server is out of memory or too many commands
 * wait for it. After the former {@link #admitsWrites} is false until there is room again.
 *
 * <p>Connects when it is first used. Thread-safe; does not block but in {@link #close}.
 */
public final class RedisHotStore implements ClusterHotStore {
  private static final Duration LOOK_PAUSE = Duration.ofMillis(250);

  private final Partitioner partitioner;
  private final RedisSettings settings;
  private final TimeSource time;
  private final Redis redis;
  private final Sizes sizes;
  private final PartitionScripts partitions;
  private final PlaceScripts places;
  private final ConfirmScripts confirms;
  private final ViewScripts views;
  private final InspectionScripts inspections;
  private final Pulse pulse;
  private final AtomicLong lookedNanos;

  public RedisHotStore(Partitioner partitioner, RedisSettings settings, TimeSource time) {
    this.partitioner = partitioner;
    this.settings = settings;
    this.time = time;
    Keys keys = new Keys(settings.namespace());
    redis = new Redis(settings, time);
    sizes = new Sizes(partitioner.partitions());
    partitions =
        new PartitionScripts(
            redis,
            keys,
            sizes,
            partitioner.partitions(),
            settings.baseBytesMax() / partitioner.partitions());
    places = new PlaceScripts(redis, keys, sizes, partitions);
    confirms = new ConfirmScripts(redis, keys, sizes, partitions);
    views =
        new ViewScripts(
            redis, keys, sizes, settings.viewBytesMax() / Keys.BUCKETS, settings.viewRowsMax());
    inspections = new InspectionScripts(redis, keys, partitioner.partitions());
    pulse = new Pulse(redis.servers(), time);
    lookedNanos = new AtomicLong(time.nanos() - LOOK_PAUSE.toNanos());
  }

  /**
   * Connects to every server now, for those who want to know at start whether it works. Fails with
   * what is wrong and what to do; can be repeated.
   */
  public CompletableFuture<Void> connect() {
    return pulse.connect();
  }

  private int partition(TargetKind targetKind) {
    return partitioner.partition(targetKind);
  }

  // ---- reading -------------------------------------------------------------------------------

  /** One script a partition; those for partitions of one server take one round trip together. */
  @Override
  public CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries) {
    if (queries.size() == 1) {
      return partitions.read(partition(queries.getFirst().targetKind()), queries);
    }
    Map<Integer, List<Integer>> byPartition = new LinkedHashMap<>();
    for (int i = 0; i < queries.size(); i++) {
      int partition = partition(queries.get(i).targetKind());
      byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(i);
    }
    HotAnswer[] answers = new HotAnswer[queries.size()];
    List<CompletableFuture<?>> parts = new ArrayList<>();
    byPartition.forEach(
        (partition, at) ->
            parts.add(
                partitions
                    .read(partition, at.stream().map(queries::get).toList())
                    .thenAccept(
                        found -> {
                          for (int i = 0; i < found.size(); i++) {
                            answers[at.get(i)] = found.get(i);
                          }
                        })));
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(done -> List.of(answers));
  }

  @Override
  public CompletableFuture<@Nullable List<HotEntry>> entries(TargetKind targetKind) {
    return partitions.entries(partition(targetKind), targetKind);
  }

  @Override
  public CompletableFuture<ViewAnswer> readView(Actor actor, List<TargetKind> targetKinds) {
    return views.read(actor, targetKinds);
  }

  @Override
  public CompletableFuture<LoadedPage> loaded(@Nullable String cursor, int itemsMax) {
    return inspections.loaded(cursor, itemsMax);
  }

  @Override
  public CompletableFuture<@Nullable HotSlot> slot(TargetKind targetKind) {
    return inspections.slot(partition(targetKind), targetKind);
  }

  @Override
  public CompletableFuture<@Nullable ActorRows> view(Actor actor) {
    return inspections.view(actor);
  }

  /** Not kept: an actor's list waits for the log's end instead. */
  @Override
  public CompletableFuture<Map<Integer, Long>> lastWrites(Actor actor) {
    return CompletableFuture.completedFuture(Map.of());
  }

  @Override
  public CompletableFuture<Standing> standing(int partition) {
    return partitions.standing(partition);
  }

  // ---- writing -------------------------------------------------------------------------------

  /**
   * False also while a server is out of memory. While it is false, nothing else may ask the slots,
   * so this does in the background. What a slot held that can't be asked any more keeps no write
   * away: such a write is answered from the ledger, and should the slot answer again, it tells what
   * it holds.
   */
  @Override
  public boolean admitsWrites() {
    boolean full = redis.memory().isFull();
    if (sizes.entryBytes() < settings.entryBytesMax()) {
      return !full;
    }
    long last = lookedNanos.get();
    long now = time.nanos();
    if (now - last >= LOOK_PAUSE.toNanos() && lookedNanos.compareAndSet(last, now)) {
      for (int partition = 0; partition < partitioner.partitions(); partition++) {
        int asked = partition;
        var _ =
            partitions
                .standing(partition)
                .whenComplete(
                    (at, failure) -> {
                      if (failure != null) {
                        sizes.cold(asked);
                      }
                    });
      }
    }
    return false;
  }

  @Override
  public CompletableFuture<Applied> apply(
      Event event, long offset, Row hint, long n0, boolean force) {
    return partitions.apply(partition(event.targetKind()), event, offset, hint, n0, force);
  }

  @Override
  public CompletableFuture<Needed> need(int partition, long n) {
    return partitions.need(partition, n);
  }

  // ---- filling -------------------------------------------------------------------------------

  @Override
  public CompletableFuture<Boolean> fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
    return partitions.fillBase(partition(targetKind), targetKind, snapshot);
  }

  @Override
  public CompletableFuture<Long> leaseView(Actor actor) {
    return views.lease(actor);
  }

  @Override
  public CompletableFuture<Boolean> fillView(Actor actor, long lease, ActorRows rows) {
    return views.fill(actor, lease, rows);
  }

  // ---- confirming ----------------------------------------------------------------------------

  @Override
  public CompletableFuture<Claim> claim(int partition, long epoch) {
    return places.claim(partition, epoch);
  }

  @Override
  public CompletableFuture<Claim> renewPlace(int partition, long g, Tenure tenure) {
    return places.renew(partition, g, tenure);
  }

  @Override
  public CompletableFuture<Boolean> dropPlace(int partition, long g) {
    return places.drop(partition, g);
  }

  @Override
  public CompletableFuture<Created> createPlace(
      int partition,
      Standing.Vacant vacancy,
      Place place,
      List<ParkedEvent> parked,
      Tenure tenure) {
    return places.create(partition, vacancy, place, parked, tenure);
  }

  @Override
  public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
    return confirms.confirmTargets(commit, targets);
  }

  @Override
  public CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
    return confirms.confirmSettled(commit, settled);
  }

  @Override
  public CompletableFuture<Void> confirmViews(Commit commit, List<RowConfirm> rows) {
    return views.confirm(rows);
  }

  @Override
  public CompletableFuture<Void> confirmPlace(Commit commit) {
    return confirms.confirmPlace(commit);
  }

  // ---- figures and life ----------------------------------------------------------------------

  /** As far as this node was told: each answer of a slot tells the slot's sizes. */
  @Override
  public HotStats stats() {
    return new HotStats(
        sizes.hits(),
        sizes.misses(),
        sizes.evictions(),
        sizes.bases(),
        sizes.entries(),
        sizes.views(),
        sizes.bytes(),
        settings.baseBytesMax() + settings.viewBytesMax(),
        sizes.entryBytes(),
        settings.entryBytesMax());
  }

  /** Asks in the background, so the answer is about a second old; degraded before the first. */
  @Override
  public Health check() {
    return pulse.check();
  }

  @Override
  public void close() {
    redis.close();
  }
}
