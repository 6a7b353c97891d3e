package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.add;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Checkpoints.Known;
import dev.ovation.core.port.Checkpoints.Slice;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a ledger whose counters have partitions of their own knows of checkpoints. */
@Timeout(60)
public abstract class CheckpointsContract {
  /** One partition of registers and one of counters. */
  protected static final Partitioner PARTITIONER = Partitioner.countersApart(1, Kinds.standard());

  private static final int REGISTERS = 0;
  private static final int COUNTERS = 1;
  private static final TargetKind FIRST = view(1, "u1").targetKind();
  private static final TargetKind SECOND = view(2, "u1").targetKind();

  private @Nullable ClusterLedger opened;
  private long epoch;

  /** Opens a new and empty ledger with these partitions. The contract closes it. */
  protected abstract ClusterLedger open() throws Exception;

  @BeforeEach
  final void openLedger() throws Exception {
    opened = open();
    epoch = ledger().takeOver(COUNTERS);
  }

  @AfterEach
  final void closeLedger() {
    ledger().close();
  }

  private ClusterLedger ledger() {
    return Objects.requireNonNull(opened);
  }

  private Checkpoints checkpoints() {
    return ledger().checkpoints();
  }

  // ---- commits -------------------------------------------------------------------------------

  /** What a commit of the counters' partition does. */
  private record Commit(
      Map<TargetKind, Long> totals, List<Event> toOutbox, List<DeadLetter> parked) {
    static Commit counting(TargetKind counter, long total) {
      return new Commit(Map.of(counter, total), List.of(), List.of());
    }
  }

  private void commit(long h, Commit commit) {
    ledger()
        .transactAsOwner(
            COUNTERS,
            epoch,
            transaction -> {
              LedgerPosition before = transaction.position();
              List<CountChange> counts = new ArrayList<>();
              transaction.counts(List.copyOf(commit.totals().keySet()));
              commit
                  .totals()
                  .forEach(
                      (counter, total) ->
                          counts.add(
                              new CountChange(
                                  counter, new TreeMap<>(Map.of(counter.kind(), total)))));
              transaction.write(
                  new Changes(
                      new LedgerPosition(before.n() + 1, h, version(50)),
                      List.of(),
                      counts,
                      List.of(),
                      commit.parked()));
              transaction.enqueue(commit.toOutbox());
              return h;
            });
  }

  private void count(TargetKind counter, long total, long h) {
    commit(h, Commit.counting(counter, total));
  }

  private Slice take() {
    return checkpoints().take(COUNTERS, epoch, Duration.ZERO, 10);
  }

  private static LedgerCheckpoint of(TargetKind counter, long total, long h, long n) {
    return new LedgerCheckpoint(counter, total, h, n, 0, version(50), 0);
  }

  /** Times are the ledger's own, and what is covered is looked at where it matters. */
  private static List<LedgerCheckpoint> plain(Slice slice) {
    return slice.checkpoints().stream()
        .map(
            each ->
                new LedgerCheckpoint(
                    each.targetKind(), each.total(), each.h(), each.n(), 0, each.version(), 0))
        .toList();
  }

  private void meet(LedgerCheckpoint... met) {
    ledger()
        .transactDirectly(
            REGISTERS,
            transaction -> {
              transaction.checkpoint(List.of(met));
              return met;
            });
  }

  // ---- what is due ---------------------------------------------------------------------------

  @Test
  void nothingIsDueAtFirst() {
    assertThat(take()).isEqualTo(new Slice(List.of(), 0));
    assertThat(checkpoints().behind()).isZero();
    assertThat(checkpoints().known(COUNTERS)).isEqualTo(new Known(0, 0, 0, 0));
  }

  @Test
  void aCounterIsDueFromItsFirstChangeUntilItsCheckpointIsMade() {
    count(FIRST, 7, 3);
    count(FIRST, 8, 4);

    Slice slice = take();

    assertThat(plain(slice)).containsExactly(of(FIRST, 8, 4, 2));
    assertThat(slice.checkpoints().getFirst().covered()).as("nothing is yet").isZero();
    assertThat(slice.covered()).as("all is, once they are durable").isEqualTo(4);
    assertThat(plain(take())).as("not made yet").hasSize(1);

    checkpoints().made(COUNTERS, epoch, slice.checkpoints());

    assertThat(take()).isEqualTo(new Slice(List.of(), 4));
    assertThat(checkpoints().behind()).isZero();
  }

  @Test
  void whatWaitedLongestComesFirstAndNoMoreThanAskedFor() {
    count(SECOND, 1, 1);
    count(FIRST, 2, 2);

    Slice slice = checkpoints().take(COUNTERS, epoch, Duration.ZERO, 1);

    assertThat(plain(slice)).containsExactly(of(SECOND, 1, 2, 2));
    assertThat(slice.covered()).as("the other changed after offset 1").isEqualTo(1);
    checkpoints().made(COUNTERS, epoch, slice.checkpoints());
    assertThat(plain(take())).containsExactly(of(FIRST, 2, 2, 2));
  }

  @Test
  void aCounterThatHasJustChangedWaits() {
    count(FIRST, 1, 1);

    assertThat(checkpoints().take(COUNTERS, epoch, Duration.ofDays(1), 10).checkpoints()).isEmpty();
    assertThat(checkpoints().behind()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void aCounterThatChangesWhileItsCheckpointIsOnItsWayStaysDue() {
    count(FIRST, 1, 1);
    Slice slice = take();
    count(FIRST, 2, 2);

    checkpoints().made(COUNTERS, epoch, slice.checkpoints());

    assertThat(plain(take())).containsExactly(of(FIRST, 2, 2, 2));
  }

  @Test
  void anOldOwnersCheckpointDoesNotPassForANewerOne() {
    count(FIRST, 1, 1);
    Slice old = take();
    count(SECOND, 1, 2);
    take();

    checkpoints().made(COUNTERS, epoch, old.checkpoints());

    assertThat(plain(take())).extracting(LedgerCheckpoint::targetKind).contains(FIRST);
  }

  @Test
  void whatTheOutboxHoldsIsInNoCheckpoint() {
    Event direct = add(view(1, "u1"), 7, null, 50);
    commit(0, new Commit(Map.of(FIRST, 7L), List.of(direct), List.of()));

    assertThat(plain(take())).containsExactly(of(FIRST, 0, 0, 1));
  }

  @Test
  void aCounterIsDueWhenAnEventOfItLeavesTheOutbox() {
    Event direct = add(view(1, "u1"), 7, null, 50);
    commit(0, new Commit(Map.of(FIRST, 7L), List.of(direct), List.of()));
    checkpoints().made(COUNTERS, epoch, take().checkpoints());
    assertThat(take().checkpoints()).isEmpty();

    ledger()
        .transactAsOwner(
            COUNTERS,
            epoch,
            transaction -> {
              LedgerPosition before = transaction.position();
              transaction.dequeue(
                  transaction.outbox(Set.of(new TokenKey(FIRST, direct.entryKey()))).stream()
                      .map(ClusterLedger.OutboxRow::id)
                      .toList());
              transaction.write(
                  new Changes(
                      new LedgerPosition(before.n() + 1, 1, before.version()),
                      List.of(),
                      List.of(),
                      List.of(),
                      List.of()));
              return before;
            });

    assertThat(plain(take())).containsExactly(of(FIRST, 7, 1, 2));
  }

  @Test
  void aCounterWithAParkedEventGetsNoCheckpoint() {
    Event poison = add(view(1, "u1"), 7, null, 50);
    DeadLetter letter = new DeadLetter(COUNTERS, 2, poison, EventCodec.encode(poison), "poison", 1);
    count(FIRST, 1, 1);
    commit(2, new Commit(Map.of(SECOND, 1L), List.of(), List.of(letter)));

    Slice slice = take();

    assertThat(plain(slice)).containsExactly(of(SECOND, 1, 2, 2));
    assertThat(slice.covered()).as("its own events are in none").isZero();
  }

  @Test
  void registersAreNeverDue() {
    long owner = ledger().takeOver(REGISTERS);

    assertThat(checkpoints().take(REGISTERS, owner, Duration.ZERO, 10).checkpoints()).isEmpty();
  }

  @Test
  void anOwnerThatWasReplacedMakesNone() {
    count(FIRST, 1, 1);
    long old = epoch;
    epoch = ledger().takeOver(COUNTERS);

    assertThatThrownBy(() -> checkpoints().take(COUNTERS, old, Duration.ZERO, 10))
        .isInstanceOfSatisfying(
            OvationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FENCED));
    assertThatThrownBy(() -> checkpoints().made(COUNTERS, old, List.of(of(FIRST, 1, 1, 1))))
        .isInstanceOf(OvationException.class);
    assertThatThrownBy(() -> checkpoints().restore(COUNTERS, old, 0))
        .isInstanceOf(OvationException.class);
  }

  // ---- what was met, and restoring -----------------------------------------------------------

  @Test
  void theNewestThatWereMetAreKept() {
    LedgerCheckpoint met = of(FIRST, 7, 5, 2).withCovered(4);
    meet(of(FIRST, 3, 3, 1));
    meet(met, of(SECOND, 1, 9, 3));

    List<@Nullable LedgerCheckpoint> found =
        ledger()
            .transactDirectly(
                REGISTERS,
                transaction -> transaction.checkpoints(List.of(view(3, "u1").targetKind(), FIRST)));

    assertThat(found).containsExactly(null, met);
    assertThat(checkpoints().known(COUNTERS)).isEqualTo(new Known(2, 9, 4, 0));
    assertThat(checkpoints().known(REGISTERS)).isEqualTo(new Known(0, 0, 0, 0));
  }

  @Test
  void anEmptyPartitionIsRestoredOnce() {
    meet(of(FIRST, 7, 5, 2), of(SECOND, 1, 9, 3));

    checkpoints().restore(COUNTERS, epoch, 4);
    checkpoints().restore(COUNTERS, epoch, 4);

    assertThat(ledger().position(COUNTERS)).isEqualTo(new LedgerPosition(3, 4, version(50)));
    assertThat(checkpoints().known(COUNTERS)).isEqualTo(new Known(2, 9, 0, 9));
    assertThat(ledger().explain(FIRST.target()).counts())
        .extracting(Ledger.ExplainedCount::stored)
        .containsExactly(7L);
    List<Long> offsets =
        ledger()
            .transactDirectly(
                COUNTERS,
                transaction ->
                    transaction.restoredUpTo(List.of(SECOND, view(3, "u1").targetKind(), FIRST)));
    assertThat(offsets).containsExactly(9L, 0L, 5L);
    assertThat(take().checkpoints()).as("nothing changed since").isEmpty();
  }

  @Test
  void whatIsProjectedAlreadyIsNotRestored() {
    count(FIRST, 2, 1);
    meet(of(FIRST, 7, 5, 2));

    checkpoints().restore(COUNTERS, epoch, 4);

    assertThat(ledger().position(COUNTERS).h()).isEqualTo(1);
    assertThat(checkpoints().known(COUNTERS).restored()).isZero();
  }
}
