package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Checkpoints;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger.Recount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The simulated ledger with what several nodes need of it: owners, outbox, generations, leases. */
final class SimClusterLedger extends ForwardingLedger implements ClusterLedger {
  private final SimScheduler scheduler;
  private final Story story;
  private final SimClusterDisk disk;
  private final int life;
  private final IntSupplier failurePercent;
  private final Map<Integer, Boolean> placedBefore = new HashMap<>();

  SimClusterLedger(
      SimScheduler scheduler,
      Story story,
      SimClusterDisk disk,
      int life,
      IntSupplier failurePercent) {
    super(new SimLedger(scheduler, story, disk.ledger(), life, failurePercent));
    this.scheduler = scheduler;
    this.story = story;
    this.disk = disk;
    this.life = life;
    this.failurePercent = failurePercent;
  }

  private boolean has(SimClusterDisk.Defect defect) {
    return disk.defects().contains(defect);
  }

  @Override
  public long takeOver(int partition) {
    return to.<Long>transact(
        partition,
        transaction -> {
          disk.ledger().needRoom("taking over");
          return disk.takeOver(partition);
        });
  }

  @Override
  public <T extends @Nullable Object> T transactAsOwner(
      int partition, long epoch, Function<ClusterTransaction, T> work) {
    return to.<T>transact(
        partition,
        transaction -> {
          fence(partition, epoch);
          Transaction open = new Transaction(transaction, partition);
          T result = work.apply(open);
          open.commit(false);
          if (open.written) {
            disk.committedBy(partition, epoch);
          }
          return result;
        });
  }

  private void fence(int partition, long epoch) {
    disk.fence(partition, epoch);
  }

  @Override
  public <T extends @Nullable Object> T transactDirectly(
      int partition, Function<ClusterTransaction, T> work) {
    AtomicBoolean commits = new AtomicBoolean();
    try {
      return to.<T>transact(
          partition,
          transaction -> {
            Transaction open = new Transaction(transaction, partition);
            T result = work.apply(open);
            open.commit(true);
            commits.set(true);
            return result;
          });
    } catch (OvationException e) {
      // What fails once the work is done has failed to be told only.
      throw commits.get()
          ? new OvationException(ErrorCode.OUTCOME_UNKNOWN, "a commit that was not told", e)
          : e;
    }
  }

  @Override
  public Generation newGeneration(int partition, long epoch) {
    return to.<Generation>transact(
        partition,
        transaction -> {
          fence(partition, epoch);
          disk.ledger().needRoom("a generation");
          LedgerPosition at = transaction.position();
          List<ParkedEvent> parked = new ArrayList<>();
          LedgerState state = disk.ledger().now(partition);
          for (DeadLetter letter : state.letters()) {
            Event event = letter.event();
            if (event != null) {
              parked.add(new ParkedEvent(event, letter.offset(), row(state, event)));
            }
          }
          if (!has(SimClusterDisk.Defect.VOID_STAYS)) {
            disk.placed(partition, true);
          }
          Place place = new Place(disk.nextGeneration(), at.n(), at.h(), at.version());
          story.tell(null, () -> "ledger prepares " + place + " of partition " + partition);
          return new Generation(place, parked);
        });
  }

  @Override
  public void voidPlace(int partition, long epoch) {
    to.<Boolean>transact(
        partition,
        transaction -> {
          fence(partition, epoch);
          disk.ledger().needRoom("voiding a place");
          disk.placed(partition, false);
          story.tell(null, () -> "ledger notes that partition " + partition + " has no place");
          return true;
        });
  }

  private static Row row(LedgerState state, Event event) {
    return event instanceof RegisterEvent e
        ? state.row(e.interaction())
        : state.token(new TokenKey(event.targetKind(), event.entryKey()));
  }

  @Override
  public List<OutboxRow> unsent(int partition, int rowsMax) {
    to.position(partition); // Fails as any read does.
    return disk.outbox(partition).stream().filter(row -> !row.sent()).limit(rowsMax).toList();
  }

  @Override
  public void markSent(int partition, Collection<Long> ids) {
    to.<Boolean>transact(
        partition,
        transaction -> {
          disk.ledger().needRoom("what was sent");
          disk.markSent(partition, new HashSet<>(ids));
          return true;
        });
  }

  /** Takes a snapshot in one step and delivers it in another. */
  private <T> CompletableFuture<T> answer(Supplier<T> snapshot) {
    CompletableFuture<T> future = new CompletableFuture<>();
    scheduler.step(
        life,
        "ledger reads",
        () -> {
          if (scheduler.chance(failurePercent.getAsInt())) {
            OvationException failure =
                new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "simulated failure");
            scheduler.step(
                life, "ledger fails a read", () -> future.completeExceptionally(failure));
          } else {
            T answer = snapshot.get();
            scheduler.step(life, "ledger answers", () -> future.complete(answer));
          }
        });
    return future;
  }

  @Override
  public CompletableFuture<List<ColdAnswer>> readCold(List<LedgerQuery> queries) {
    return answer(() -> queries.stream().map(query -> cold(query, isPlaced(query))).toList());
  }

  private boolean isPlaced(LedgerQuery query) {
    int partition = disk.partition(query.targetKind());
    boolean placed = disk.isPlaced(partition);
    Boolean before = placedBefore.put(partition, placed);
    if (before != null && has(SimClusterDisk.Defect.VOID_REMEMBERED)) {
      return before;
    }
    return placed;
  }

  private ColdAnswer cold(LedgerQuery query, boolean placed) {
    LedgerState state = disk.ledger().now(query.targetKind());
    Event newest = null;
    boolean any = false;
    for (DeadLetter letter : state.letters()) {
      Event event = letter.event();
      if (event != null && event.targetKind().equals(query.targetKind())) {
        any = true;
        boolean newer = newest == null || event.version() > newest.version();
        if (event.entryKey().equals(query.key()) && newer) {
          newest = event;
        }
      }
    }
    return new ColdAnswer(state.answer(query), newest, any, placed);
  }

  @Override
  public CompletableFuture<List<LedgerPosition>> positions() {
    return answer(
        () -> {
          List<LedgerPosition> all = new ArrayList<>();
          for (int p = 0; p < disk.partitions(); p++) {
            all.add(disk.ledger().now(p).position());
          }
          return all;
        });
  }

  @Override
  public CompletableFuture<ActorRows> actorRows(Actor actor, int rowsMax) {
    long g = disk.generation(); // Of a moment before the rows: never too great.
    return to.actorRows(actor, rowsMax)
        .thenApply(rows -> new ActorRows(rows.rows(), rows.complete(), g));
  }

  @Override
  public Checkpoints checkpoints() {
    return new SimCheckpointsOfNode(to, story, disk);
  }

  // ---- leases --------------------------------------------------------------------------------

  @Override
  public @Nullable Lease acquire(String name, String holder, Duration ttl) {
    return disk.leases().acquire(name, 0, holder, ttl);
  }

  @Override
  public @Nullable Lease acquireNumber(String group, int numbers, String holder, Duration ttl) {
    return disk.leases().acquireNumber(group, numbers, holder, ttl);
  }

  @Override
  public boolean renew(Lease lease, Duration ttl) {
    return disk.leases().renew(lease, ttl);
  }

  @Override
  public void release(Lease lease) {
    disk.leases().release(lease);
  }

  @Override
  public long nowMillis() {
    return disk.leases().nowMillis();
  }

  /** An open transaction; what it does to the outbox is seen with the rest of it. */
  private final class Transaction extends ForwardingTransaction implements ClusterTransaction {
    private final int partition;
    private final List<Event> added = new ArrayList<>();
    private final Set<Long> removed = new HashSet<>();
    private boolean written;

    /** Whether it is about mending. */
    private boolean recounted;

    private @Nullable Changes changed;
    private @Nullable TargetKind mendedCounter;

    Transaction(LedgerTransaction to, int partition) {
      super(to);
      this.partition = partition;
    }

    @Override
    public List<OutboxRow> outbox(Collection<TokenKey> keys) {
      return disk.outbox(partition).stream()
          .filter(
              row -> keys.contains(new TokenKey(row.event().targetKind(), row.event().entryKey())))
          .toList();
    }

    @Override
    public List<OutboxRow> outboxAfter(long n) {
      if (recounted && has(SimClusterDisk.Defect.MENDED_WITHOUT_OUTBOX)) {
        return List.of();
      }
      return disk.outbox(partition).stream().filter(row -> row.n() > n).toList();
    }

    private void needRoom(Collection<?> of) {
      if (!of.isEmpty()) {
        disk.ledger().needRoom("outbox and checkpoints");
      }
    }

    @Override
    public void enqueue(List<Event> events) {
      needRoom(events);
      added.addAll(events);
    }

    @Override
    public void dequeue(Collection<Long> ids) {
      needRoom(ids);
      removed.addAll(ids);
    }

    @Override
    public List<Letter> settledAfter(long n) {
      return has(SimClusterDisk.Defect.SETTLED_WITHOUT_TRACE) ? List.of() : to.settledAfter(n);
    }

    private Changes defective(Changes changes) {
      if (changes.letters().settled().isEmpty()) {
        return changes;
      }
      boolean forgets = has(SimClusterDisk.Defect.RETRY_FORGETS_THE_EVENT);
      return new Changes(
          has(SimClusterDisk.Defect.SETTLED_WITHOUT_COMMIT) ? to.position() : changes.position(),
          forgets ? List.of() : changes.rows(),
          forgets ? List.of() : changes.counts(),
          changes.tokens(),
          changes.parked(),
          changes.letters());
    }

    @Override
    public void write(Changes made) {
      Changes changes = defective(made);
      written = true;
      changed = changes;
      boolean forgets = has(SimClusterDisk.Defect.VERSIONS_NOT_REMEMBERED);
      to.write(
          forgets
              ? new Changes(
                  changes.position(),
                  changes.rows(),
                  changes.counts(),
                  changes.tokens().stream()
                      .filter(token -> !token.token().key().startsWith("#"))
                      .toList(),
                  changes.parked(),
                  changes.letters())
              : changes);
    }

    @Override
    public Recount recount(TargetKind targetKind) {
      recounted = true;
      return to.recount(targetKind);
    }

    @Override
    public Counts mend(Mending mending) {
      if (mending.audit() != null) {
        written = true;
        if (mending.total() != null) {
          // Its last checkpoint may hold what was wrong.
          mendedCounter = mending.targetKind();
        }
      }
      boolean tooEarly = has(SimClusterDisk.Defect.CLOSED_BEFORE_IT_IS_TOLD);
      return to.mend(tooEarly ? RepairBug.closed(mending) : mending);
    }

    @Override
    public List<@Nullable LedgerCheckpoint> checkpoints(List<TargetKind> targetKinds) {
      return disk.checkpoints().newest(targetKinds);
    }

    @Override
    public void checkpoint(Collection<LedgerCheckpoint> newest) {
      needRoom(newest);
      disk.checkpoints().met(newest);
    }

    @Override
    public List<Long> restoredUpTo(List<TargetKind> targetKinds) {
      return disk.checkpoints().restoredUpTo(targetKinds);
    }

    private boolean isLeftOut(Event winner) {
      return has(
          winner instanceof LedgerCheckpoint
              ? SimClusterDisk.Defect.OLD_CHECKPOINT_LAST
              : SimClusterDisk.Defect.LOSERS_NOT_REAPPENDED);
    }

    void commit(boolean direct) {
      long n = position().n() + 1;
      disk.checkpoints()
          .committed(
              partition,
              position().h(),
              changed,
              mendedCounter,
              disk.outbox(partition).stream().filter(row -> removed.contains(row.id())).toList());
      if (!has(SimClusterDisk.Defect.OUTBOX_ROW_STAYS)) {
        disk.remove(partition, removed);
      }
      added.removeIf(event -> !direct && isLeftOut(event));
      added.forEach(event -> disk.add(partition, event, n, direct));
      added.forEach(
          event ->
              story.tell(
                  event.targetKind(), () -> "outbox gets " + Story.event(event) + " n=" + n));
    }
  }
}
