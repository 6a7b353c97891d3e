package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.add;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.ClusterLedger.ColdAnswer;
import dev.ovation.core.port.ClusterLedger.Generation;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a ledger does in addition that several nodes share: owners, generations, the outbox, and
 * reads with what is parked. Its adapter keeps {@link LedgerContract} and {@link LeasesContract},
 * too.
 */
@Timeout(60)
public abstract class ClusterLedgerContract {
  private @Nullable ClusterLedger opened;

  /** Opens a new and empty ledger of one partition. The contract closes it. */
  protected abstract ClusterLedger open() throws Exception;

  /** Lets the ledger go on until nothing is under way, for ledgers without a thread. */
  protected void progress() {
    // A ledger with threads of its own goes on by itself.
  }

  @BeforeEach
  final void openLedger() throws Exception {
    opened = open();
  }

  @AfterEach
  final void closeLedger() {
    ledger().close();
  }

  private ClusterLedger ledger() {
    return Objects.requireNonNull(opened);
  }

  private <T> T get(CompletableFuture<T> future) throws Exception {
    progress();
    return future.get(30, TimeUnit.SECONDS);
  }

  private static void assertFenced(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OvationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FENCED));
  }

  /** A commit that touches nothing but position and outbox. */
  private static LedgerPosition commit(ClusterTransaction transaction, Event... toLog) {
    LedgerPosition before = transaction.position();
    LedgerPosition after =
        new LedgerPosition(before.n() + 1, before.h(), Math.max(before.version(), version(50)));
    transaction.write(new Changes(after, List.of(), List.of(), List.of(), List.of()));
    if (toLog.length > 0) {
      transaction.enqueue(List.of(toLog));
    }
    return after;
  }

  private List<OutboxRow> direct(Event... events) {
    ledger().transactDirectly(0, transaction -> commit(transaction, events));
    return ledger().unsent(0, 100);
  }

  private void park(Event event, long offset) {
    DeadLetter letter =
        new DeadLetter(0, offset, event, EventCodec.encode(event), "poison", Samples.AT_MILLIS);
    ledger()
        .transactDirectly(
            0,
            transaction -> {
              LedgerPosition before = transaction.position();
              LedgerPosition after = new LedgerPosition(before.n() + 1, offset, before.version());
              transaction.write(
                  new Changes(after, List.of(), List.of(), List.of(), List.of(letter)));
              return after;
            });
  }

  // ---- owners --------------------------------------------------------------------------------

  @Test
  void anOwnerThatWasReplacedIsFenced() {
    long first = ledger().takeOver(0);
    assertThat(ledger().transactAsOwner(0, first, transaction -> commit(transaction)).n())
        .isEqualTo(1);
    long second = ledger().takeOver(0);

    assertThat(second).isGreaterThan(first);
    assertFenced(() -> ledger().transactAsOwner(0, first, transaction -> commit(transaction)));
    assertFenced(() -> ledger().newGeneration(0, first));
    assertThat(ledger().transactAsOwner(0, second, transaction -> commit(transaction)).n())
        .isEqualTo(2);
  }

  @Test
  void aTakeOverChangesNoCommitNumber() {
    ledger().takeOver(0);
    long epoch = ledger().takeOver(0);
    ledger().newGeneration(0, epoch);

    assertThat(ledger().position(0)).isEqualTo(LedgerPosition.START);
  }

  @Test
  void directTransactionsNeedNoOwner() {
    long epoch = ledger().takeOver(0);
    ledger().transactDirectly(0, transaction -> commit(transaction));

    assertThat(ledger().position(0).n()).isEqualTo(1);
    assertThat(ledger().transactAsOwner(0, epoch, transaction -> commit(transaction)).n())
        .isEqualTo(2);
  }

  // ---- generations ---------------------------------------------------------------------------

  @Test
  void aGenerationIsGreaterThanAllBeforeAndTellsThePosition() throws Exception {
    long epoch = ledger().takeOver(0);
    Generation first = ledger().newGeneration(0, epoch);
    ledger().transactDirectly(0, transaction -> commit(transaction));
    Generation second = ledger().newGeneration(0, epoch);

    assertThat(second.place().g()).isGreaterThan(first.place().g());
    assertThat(second.place().n()).isEqualTo(1);
    assertThat(second.place().version()).isEqualTo(version(50));
    assertThat(second.parked()).isEmpty();
    var rows = get(ledger().actorRows(new Actor("default", "u1"), 10));
    assertThat(rows.g()).isEqualTo(second.place().g());
  }

  @Test
  void aGenerationBringsWhatIsParked() {
    RegisterEvent parked = set(like(1, "u1"), "like", 3);
    park(parked, 7);

    Generation generation = ledger().newGeneration(0, ledger().takeOver(0));

    assertThat(generation.parked()).containsExactly(new ParkedEvent(parked, 7, Row.NONE));
    assertThat(generation.place().h()).isEqualTo(7);
  }

  @Test
  void aPartitionHasNoPlaceBeforeItsFirstGenerationNorOnceThatIsNoted() throws Exception {
    assertThat(isPlaced()).isFalse();
    long epoch = ledger().takeOver(0);

    ledger().newGeneration(0, epoch);
    assertThat(isPlaced()).isTrue();
    ledger().voidPlace(0, epoch);
    assertThat(isPlaced()).isFalse();
    ledger().newGeneration(0, epoch);
    assertThat(isPlaced()).isTrue();

    assertThat(ledger().position(0)).isEqualTo(LedgerPosition.START);
  }

  @Test
  void anOwnerThatWasReplacedCanNotNoteThatThereIsNoPlace() throws Exception {
    long first = ledger().takeOver(0);
    ledger().newGeneration(0, first);
    ledger().takeOver(0);

    assertFenced(() -> ledger().voidPlace(0, first));

    assertThat(isPlaced()).isTrue();
  }

  private boolean isPlaced() throws Exception {
    LedgerQuery byKey = new LedgerQuery(likesOf(1), "u1", true);
    LedgerQuery counts = new LedgerQuery(likesOf(1), null, true);
    List<ColdAnswer> answers = get(ledger().readCold(List.of(byKey, counts)));
    assertThat(answers.get(1).placed()).isEqualTo(answers.get(0).placed());
    return answers.getFirst().placed();
  }

  // ---- outbox --------------------------------------------------------------------------------

  @Test
  void theOutboxKeepsItsOrderUntilItsRowsAreTakenOut() {
    RegisterEvent first = set(like(1, "u1"), "like", 1);
    Event second = add(view(1, "u1"), 7, "t", 2);
    List<OutboxRow> rows = direct(first, second);

    assertThat(rows).extracting(OutboxRow::event).containsExactly(first, second);
    assertThat(rows).extracting(OutboxRow::n).containsExactly(1L, 1L);
    ledger().markSent(0, List.of(rows.getFirst().id(), 999_999L));
    assertThat(ledger().unsent(0, 100)).containsExactly(rows.getLast());
    assertThat(ledger().position(0).n()).isEqualTo(1);

    ledger()
        .transactDirectly(
            0,
            transaction -> {
              assertThat(transaction.outboxAfter(0)).hasSize(2);
              assertThat(transaction.outboxAfter(0).getFirst().sent()).isTrue();
              assertThat(transaction.outboxAfter(1)).isEmpty();
              transaction.dequeue(List.of(rows.getFirst().id()));
              return commit(transaction);
            });
    assertThat(
            ledger()
                .<List<OutboxRow>>transactDirectly(0, transaction -> transaction.outboxAfter(0)))
        .containsExactly(rows.getLast());
  }

  @Test
  void theOutboxIsFoundByKey() {
    RegisterEvent mine = set(like(1, "u1"), "like", 1);
    RegisterEvent again = set(like(1, "u1"), null, 2);
    direct(mine, again, set(like(1, "u2"), "like", 3), set(like(2, "u1"), "like", 4));

    List<OutboxRow> found =
        ledger()
            .transactDirectly(
                0, transaction -> transaction.outbox(Set.of(new TokenKey(likesOf(1), "u1"))));

    assertThat(found).extracting(OutboxRow::event).containsExactly(mine, again);
  }

  @Test
  void nothingOfATransactionThatFailsStaysInTheOutbox() {
    direct(set(like(1, "u1"), "like", 1));

    assertThatThrownBy(
            () ->
                ledger()
                    .transactDirectly(
                        0,
                        transaction -> {
                          transaction.dequeue(List.of(transaction.outboxAfter(0).getFirst().id()));
                          commit(transaction, set(like(1, "u2"), "like", 2));
                          throw new IllegalStateException("the work fails");
                        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(ledger().unsent(0, 100)).hasSize(1);
    assertThat(ledger().position(0).n()).isEqualTo(1);
  }

  // ---- reads ---------------------------------------------------------------------------------

  @Test
  void aColdReadTellsTheNewestParkedEvent() throws Exception {
    park(set(like(1, "u1"), "like", 5), 1);
    park(set(like(1, "u1"), null, 4), 2);

    List<ColdAnswer> answers =
        get(
            ledger()
                .readCold(
                    List.of(
                        new LedgerQuery(likesOf(1), "u1", true),
                        new LedgerQuery(likesOf(1), "u2", true),
                        new LedgerQuery(likesOf(2), "u1", true))));

    assertThat(answers.get(0).parked()).isEqualTo(set(like(1, "u1"), "like", 5));
    assertThat(answers.get(0).counts()).as("would lack what is parked").isNull();
    assertThat(answers.get(1).parked()).isNull();
    assertThat(answers.get(1).counts()).isNull();
    assertThat(answers.get(2).counts()).isNotNull();
    assertThat(answers.get(0).answer().h()).isEqualTo(2);
  }

  @Test
  void positionsAreThoseOfEachPartition() throws Exception {
    ledger().transactDirectly(0, transaction -> commit(transaction));

    assertThat(get(ledger().positions())).containsExactly(ledger().position(0));
  }
}
