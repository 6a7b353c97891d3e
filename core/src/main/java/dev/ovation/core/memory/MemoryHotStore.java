package dev.ovation.core.memory;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The hot store of one process. It cannot forget while it lives, so what the protocol asks for
 * stores that can (run id, generation, COLD) is left out on purpose. Thread-safe: each partition
 * and each stripe of actors has a monitor, held only for moments and never two at once. Every
 * future it returns is complete.
 */
public final class MemoryHotStore implements HotStore {
  private static final int ACTOR_STRIPES = 16;

  /** Some ten microseconds' work in one monitor. */
  private static final int TRIMMED_AT_ONCE = 128;

  private final Limits limits;
  private final Partitioner partitioner;
  private final List<PartitionSlot> partitions = new ArrayList<>();
  private final List<ActorSlots> actors = new ArrayList<>();
  private final AtomicLong entryBytes = new AtomicLong();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * The bounds of a store.
   *
   * @param baseBytesMax estimated heap for counts; past it the least recently used go
   * @param viewBytesMax estimated heap for actors' views; past it the least recently used go
   * @param entryBytesMax estimated heap for what is not confirmed yet; past it writes are refused
   * @param viewRowsMax rows of one actor's view
   * @param commitsKept for how many commits more a confirmed entry stays. Trimming raises the
   *     floor, and a write that looked before the floor must look again; with a short delay almost
   *     none has to
   */
  public record Limits(
      long baseBytesMax, long viewBytesMax, long entryBytesMax, int viewRowsMax, int commitsKept) {

    public Limits(long baseBytesMax, long viewBytesMax, long entryBytesMax, int viewRowsMax) {
      this(baseBytesMax, viewBytesMax, entryBytesMax, viewRowsMax, 2);
    }
  }

  public MemoryHotStore(Partitioner partitioner, Limits limits) {
    this.partitioner = partitioner;
    this.limits = limits;
    for (int p = 0; p < partitioner.partitions(); p++) {
      partitions.add(
          new PartitionSlot(
              limits.baseBytesMax() / partitioner.partitions(), limits.commitsKept(), entryBytes));
    }
    for (int i = 0; i < ACTOR_STRIPES; i++) {
      actors.add(
          new ActorSlots(
              limits.viewBytesMax() / ACTOR_STRIPES,
              limits.viewRowsMax(),
              partitioner.partitions()));
    }
  }

  @Override
  public CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries) {
    List<HotAnswer> answers = new ArrayList<>(queries.size());
    for (HotQuery query : queries) {
      HotAnswer answer = slotOf(query.targetKind()).read(query);
      (answer.counts() == null ? misses : hits).increment();
      answers.add(answer);
    }
    return CompletableFuture.completedFuture(answers);
  }

  @Override
  public CompletableFuture<List<HotAnswer>> peek(List<HotQuery> queries) {
    List<HotAnswer> answers = new ArrayList<>(queries.size());
    for (HotQuery query : queries) {
      answers.add(slotOf(query.targetKind()).read(query));
    }
    return CompletableFuture.completedFuture(answers);
  }

  @Override
  public CompletableFuture<@Nullable List<HotEntry>> entries(TargetKind targetKind) {
    return CompletableFuture.completedFuture(slotOf(targetKind).entries(targetKind));
  }

  @Override
  public CompletableFuture<ViewAnswer> readView(Actor actor, List<TargetKind> targetKinds) {
    return CompletableFuture.completedFuture(slot(actor).read(actor, targetKinds));
  }

  /**
   * A page is all of a partition, or of a stripe of actors: its keys are on the heap as they are,
   * and the maps they are in have no order that a page could go on in.
   */
  @Override
  public CompletableFuture<LoadedPage> loaded(@Nullable String cursor, int itemsMax) {
    int page = cursor == null ? 0 : Integer.parseInt(cursor);
    int pages = partitions.size() + ACTOR_STRIPES;
    String next = page + 1 < pages ? Integer.toString(page + 1) : null;
    boolean ofTargets = page < partitions.size();
    return CompletableFuture.completedFuture(
        new LoadedPage(
            ofTargets ? partitions.get(page).loaded() : List.of(),
            ofTargets ? List.of() : actors.get(page - partitions.size()).loaded(),
            next));
  }

  @Override
  public CompletableFuture<@Nullable HotSlot> slot(TargetKind targetKind) {
    return CompletableFuture.completedFuture(slotOf(targetKind).contents(targetKind));
  }

  @Override
  public CompletableFuture<@Nullable ActorRows> view(Actor actor) {
    return CompletableFuture.completedFuture(slot(actor).contents(actor));
  }

  @Override
  public CompletableFuture<Map<Integer, Long>> lastWrites(Actor actor) {
    return CompletableFuture.completedFuture(slot(actor).lastWrites(actor));
  }

  @Override
  public CompletableFuture<@Nullable Place> place(int partition) {
    return CompletableFuture.completedFuture(partitions.get(partition).place());
  }

  @Override
  public boolean admitsWrites() {
    return entryBytes.get() < limits.entryBytesMax();
  }

  @Override
  public CompletableFuture<Applied> apply(
      Event event, long offset, Row hint, long n0, boolean force) {
    int partition = partitioner.partition(event);
    PartitionSlot slot = partitions.get(partition);
    if (event instanceof RegisterEvent register) {
      // Before the event is visible: whoever sees it must find out where it stands.
      ActorSlots actor = slot(register.interaction().who());
      actor.wrote(register, partition, offset);
      Applied applied = slot.apply(event, offset, hint, n0, force);
      Place place = slot.place();
      if (place != null && offset <= place.h()) {
        actor.forgetWrites(register.interaction().who(), partition, place.h());
      }
      return CompletableFuture.completedFuture(applied);
    }
    return CompletableFuture.completedFuture(slot.apply(event, offset, hint, n0, force));
  }

  @Override
  public CompletableFuture<Boolean> fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
    return CompletableFuture.completedFuture(slotOf(targetKind).fillBase(targetKind, snapshot));
  }

  @Override
  public CompletableFuture<Long> leaseView(Actor actor) {
    return CompletableFuture.completedFuture(slot(actor).lease(actor));
  }

  @Override
  public CompletableFuture<Boolean> fillView(Actor actor, long lease, ActorRows rows) {
    return CompletableFuture.completedFuture(slot(actor).fill(actor, lease, rows));
  }

  @Override
  public CompletableFuture<Void> createPlace(int partition, Place place, List<ParkedEvent> parked) {
    partitions.get(partition).createPlace(place, parked);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
    PartitionSlot slot = partitions.get(commit.partition());
    // One monitor entry a target, so that requests get through between them.
    for (TargetConfirm target : targets) {
      Confirmed confirmed = slot.confirmTargets(commit, List.of(target));
      if (confirmed != Confirmed.DONE) {
        return CompletableFuture.completedFuture(confirmed);
      }
    }
    return CompletableFuture.completedFuture(slot.confirmTargets(commit, List.of()));
  }

  @Override
  public CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
    return CompletableFuture.completedFuture(
        partitions.get(commit.partition()).confirmSettled(commit, settled));
  }

  @Override
  public CompletableFuture<Void> confirmViews(Commit commit, List<RowConfirm> rows) {
    for (RowConfirm row : rows) {
      slot(row.interaction().who()).confirm(commit.partition(), commit.h(), List.of(row));
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> confirmPlace(Commit commit) {
    List<RegisterEvent> late = new ArrayList<>();
    PartitionSlot slot = partitions.get(commit.partition());
    slot.confirmPlace(
        commit,
        event -> {
          if (event instanceof RegisterEvent register) {
            late.add(register);
          }
        });
    boolean more = true;
    while (more) {
      more = slot.trim(TRIMMED_AT_ONCE);
    }
    for (RegisterEvent event : late) {
      slot(event.interaction().who())
          .forgetWrites(event.interaction().who(), commit.partition(), commit.h());
    }
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Lets all go that is filled again from the ledger when somebody asks for it: counts, views of
   * actors, and rows of entries that nothing waits for. What waits to be projected stays, because
   * the ledger does not have it yet. Readers are right at every moment, as when something is
   * evicted.
   */
  public void evictAll() {
    partitions.forEach(PartitionSlot::evictAll);
    actors.forEach(ActorSlots::evictAll);
  }

  @Override
  public HotStats stats() {
    long bases = 0;
    long entries = 0;
    long views = 0;
    long bytes = 0;
    long evictions = 0;
    for (PartitionSlot partition : partitions) {
      PartitionSlot.Sizes sizes = partition.sizes();
      bases += sizes.bases();
      entries += sizes.entries();
      bytes += sizes.baseBytes();
      evictions += sizes.evictions();
    }
    for (ActorSlots stripe : actors) {
      ActorSlots.Sizes sizes = stripe.sizes();
      views += sizes.views();
      bytes += sizes.bytes();
      evictions += sizes.evictions();
    }
    return new HotStats(
        hits.sum(),
        misses.sum(),
        evictions,
        bases,
        entries,
        views,
        bytes,
        limits.baseBytesMax() + limits.viewBytesMax(),
        entryBytes.get(),
        limits.entryBytesMax());
  }

  @Override
  public Health check() {
    long percent = 100 * entryBytes.get() / limits.entryBytesMax();
    String detail = "entries fill " + percent + " % of their bound";
    return admitsWrites()
        ? Health.up(detail)
        : Health.degraded(detail + ": writes are refused until the ledger catches up");
  }

  @Override
  public void close() {
    // Nothing to release: the heap goes with the process.
  }

  private PartitionSlot slotOf(TargetKind targetKind) {
    return partitions.get(partitioner.partition(targetKind));
  }

  private ActorSlots slot(Actor actor) {
    return actors.get(Math.floorMod(actor.hashCode(), ACTOR_STRIPES));
  }
}
