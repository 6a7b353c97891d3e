package dev.ovation.adapters.guard;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Checkpoints;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A ledger whose readers are refused at once while it fails, each of two ways to read by a breaker
 * of its own: point reads, which writes wait for, and lists, which may take long and then say
 * nothing of the others. What runs in the background and is tried again anyway is passed on as it
 * is; when it works, a breaker that is open has the next call try. Thread-safe.
 */
public final class GuardedLedger implements ClusterLedger {
  private final ClusterLedger to;
  private final Breaker reads;
  private final Breaker lists;

  /**
   * @param readDeadline after which the ledger fails a point read
   * @param listDeadline after which it fails a list
   */
  public GuardedLedger(
      ClusterLedger to, Duration readDeadline, Duration listDeadline, TimeSource time) {
    this(
        to,
        new Breaker(
            "ledger reads", ErrorCode.LEDGER_UNAVAILABLE, Breaker.Settings.of(readDeadline), time),
        new Breaker(
            "ledger lists", ErrorCode.LEDGER_UNAVAILABLE, Breaker.Settings.of(listDeadline), time));
  }

  GuardedLedger(ClusterLedger to, Breaker reads, Breaker lists) {
    this.to = to;
    this.reads = reads;
    this.lists = lists;
  }

  /** For whoever shows how they are. */
  public List<Breaker> breakers() {
    return List.of(reads, lists);
  }

  // ---- point reads ---------------------------------------------------------------------------

  @Override
  public CompletableFuture<List<LedgerAnswer>> read(List<LedgerQuery> queries) {
    return reads.call(() -> to.read(queries));
  }

  @Override
  public CompletableFuture<List<ColdAnswer>> readCold(List<LedgerQuery> queries) {
    return reads.call(() -> to.readCold(queries));
  }

  @Override
  public CompletableFuture<ActorRows> actorRows(Actor actor, int rowsMax) {
    return reads.call(() -> to.actorRows(actor, rowsMax));
  }

  @Override
  public CompletableFuture<List<LedgerPosition>> positions() {
    return reads.call(to::positions);
  }

  // ---- lists ---------------------------------------------------------------------------------

  @Override
  public List<RowItem> targetRows(TargetKind targetKind, @Nullable String value, Page page) {
    return lists.callNow(() -> to.targetRows(targetKind, value, page));
  }

  @Override
  public List<RowItem> actorRows(Actor actor, String kind, @Nullable String type, Page page) {
    return lists.callNow(() -> to.actorRows(actor, kind, type, page));
  }

  @Override
  public LedgerExplanation explain(Target target) {
    return lists.callNow(() -> to.explain(target));
  }

  @Override
  public List<DeadLetter> deadLetters(int partition, int lettersMax) {
    return lists.callNow(() -> to.deadLetters(partition, lettersMax));
  }

  @Override
  public List<Letter> letters(int partition, long afterOffset, int lettersMax) {
    return lists.callNow(() -> to.letters(partition, afterOffset, lettersMax));
  }

  @Override
  public @Nullable Letter letter(int partition, long offset) {
    return lists.<@Nullable Letter>callNow(() -> to.letter(partition, offset));
  }

  @Override
  public LetterFigures letterFigures() {
    return lists.callNow(to::letterFigures);
  }

  // ---- writes that somebody waits for --------------------------------------------------------

  @Override
  public <T extends @Nullable Object> T transactDirectly(
      int partition, Function<ClusterTransaction, T> work) {
    reads.refuseWhileOpen();
    return to.<T>transactDirectly(partition, work);
  }

  // ---- passed on: the owner's work, leases and upkeep, which are tried again by themselves. What
  // of it is done often tells the breakers that the ledger is back.

  @Override
  public <T extends @Nullable Object> T transact(
      int partition, Function<LedgerTransaction, T> work) {
    return beside(() -> to.<T>transact(partition, work));
  }

  @Override
  public <T extends @Nullable Object> T transactAsOwner(
      int partition, long epoch, Function<ClusterTransaction, T> work) {
    return beside(() -> to.<T>transactAsOwner(partition, epoch, work));
  }

  @Override
  public LedgerPosition position(int partition) {
    return beside(() -> to.position(partition));
  }

  @Override
  public long takeOver(int partition) {
    return beside(() -> to.takeOver(partition));
  }

  @Override
  public void voidPlace(int partition, long epoch) {
    to.voidPlace(partition, epoch);
  }

  @Override
  public Generation newGeneration(int partition, long epoch) {
    return to.newGeneration(partition, epoch);
  }

  @Override
  public List<OutboxRow> unsent(int partition, int rowsMax) {
    return beside(() -> to.unsent(partition, rowsMax));
  }

  @Override
  public void markSent(int partition, Collection<Long> ids) {
    to.markSent(partition, ids);
  }

  @Override
  public boolean decide(int partition, long offset, Decision decision) {
    return to.decide(partition, offset, decision);
  }

  @Override
  public List<Letter> decided(int partition, int lettersMax) {
    return to.decided(partition, lettersMax);
  }

  @Override
  public int forgetLetters(int partition, long settledBefore, long confirmedN, int lettersMax) {
    return to.forgetLetters(partition, settledBefore, confirmedN, lettersMax);
  }

  @Override
  public Checkpoints checkpoints() {
    return to.checkpoints();
  }

  @Override
  public Purged purgeTokens(int partition, PurgeRange range) {
    return to.purgeTokens(partition, range);
  }

  @Override
  public Purged purgeTombstones(
      int partition, PurgeRange range, long confirmedN, Set<Interaction> keep) {
    return to.purgeTombstones(partition, range, confirmedN, keep);
  }

  @Override
  public LedgerStats stats() {
    return to.stats();
  }

  @Override
  public @Nullable Lease acquire(String name, String holder, Duration ttl) {
    return to.acquire(name, holder, ttl);
  }

  @Override
  public @Nullable Lease acquireNumber(String group, int numbers, String holder, Duration ttl) {
    return to.acquireNumber(group, numbers, holder, ttl);
  }

  @Override
  public boolean renew(Lease lease, Duration ttl) {
    return beside(() -> to.renew(lease, ttl));
  }

  @Override
  public void release(Lease lease) {
    to.release(lease);
  }

  @Override
  public long nowMillis() {
    return beside(to::nowMillis);
  }

  private <T extends @Nullable Object> T beside(Supplier<T> call) {
    T answer = call.get();
    reads.worksBeside();
    lists.worksBeside();
    return answer;
  }

  // ---- the whole -----------------------------------------------------------------------------

  /** What the ledger says of itself, with the worst of the breakers as its circuit. */
  @Override
  public Health check() {
    Health health = to.check();
    Breaker worst = reads.state().compareTo(lists.state()) >= 0 ? reads : lists;
    if (worst.state() == Breaker.State.CLOSED) {
      return health.withCircuit(worst.state().text());
    }
    State state = health.state() == State.UP ? State.DEGRADED : health.state();
    String detail = health.detail() + "; " + worst.described();
    return new Health(state, detail, worst.state().text());
  }

  @Override
  public void close() {
    to.close();
  }
}
