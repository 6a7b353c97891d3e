package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService.Listing;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.sim.Script.Setup;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The named counterexamples of the protocol, step by step against the real engine, projector and
 * hot store. Each would fail without the rule that it is named after.
 *
 * <p>Those of the list that cannot happen in one process:
 *
 * <ul>
 *   <li>A2 UnseenFloor, B3 OldPlace, B10 ViewOutlivesPlace, A12 HalfFailover: they need a hot store
 *       that forgets, or a part of it that does, while others go on. This one lives and dies with
 *       the process.
 *   <li>A4 DirectTwice, A5 OffsetCas, B1 LostSource, B7 CheckpointTwice: they need the direct path
 *       and its outbox, which only the cluster has.
 *   <li>A3 CompactedLoser: the log's compaction decides it; it is a test of the log adapters.
 * </ul>
 */
class CounterexamplesTest {

  @Test
  void a1StaleNoOpIsNotBelieved() {
    Script script = new Script();
    script.answer(script.like("u1"));
    // The ledger is behind and says that there is nothing to unlike; the slot knows better.
    Outcome.Written unlike = script.written(script.unlike("u1"));

    assertThat(unlike.changed()).isTrue();
    script.settle();
    assertThat(script.value("u1")).isNull();
    assertThat(script.likes()).isZero();
  }

  /** The wall clock was set back while a list waited for the ledger, and it waited on and on. */
  @Test
  void aListDoesNotWaitByTheWallClock() {
    Script script = new Script();
    script.answer(script.like("u1")); // The ledger does not have it.
    Actor u1 = Interaction.of(Script.VIDEO, "like", "u1").who();

    CompletableFuture<Listing> list = script.engine.listActor(u1, "like", null, Page.first(10));
    script.time.jump(Duration.ofDays(-1));
    script.time.advance(Duration.ofSeconds(2));
    script.next("timer");
    script.next("blocking");

    assertThat(list).isCompletedWithValueMatching(Listing::stale);
  }

  @Test
  void a6HalfConfirmIsMadeAgainForTheView() {
    Script script = new Script();
    assertThat(script.value("u1")).isNull(); // This fills u1's view.
    script.settle();
    script.answer(script.like("u1"));
    script.commit();
    script.projectorStep(); // The targets are confirmed, and then the projector dies.
    script.replaceProjector();
    script.project();
    script.commitsOfOthers(); // The entry goes; from now on the view is asked.

    assertThat(script.entry("u1")).isNull();
    assertThat(script.value("u1")).isEqualTo("like");
  }

  @Test
  void a7DoubleClickCountsOnce() {
    Script script = new Script();
    CompletableFuture<Outcome> first = script.like("u1");
    CompletableFuture<Outcome> second = script.like("u1");
    script.ledgerLook();
    script.ledgerLook(); // Both have seen "none".
    script.written(first);
    script.written(second);
    assertThat(script.likes()).isEqualTo(1);

    script.answer(script.unlike("u1"));
    assertThat(script.likes()).isZero();
    script.settle();
    assertThat(script.likes()).isZero();
  }

  @Test
  void a8ColdApplyIsVisible() {
    // Room for one base only: looking at another target evicts the first one's.
    Script script = new Script(Setup.USUAL.basesOf(500));
    assertThat(script.likes()).isZero();
    CompletableFuture<Outcome> like = script.like("u1");
    script.ledgerLook();
    script.next("log writes");
    script.next("log syncs");
    script.evict();
    assertThat(script.hotCounts()).isNull();

    script.next("log acknowledges");

    assertThat(script.value("u1")).isEqualTo("like");
    assertThat(script.written(like).counts()).isEqualTo(Counts.of(Map.of("like", 1L)));
  }

  @Test
  void a9BaseAheadIgnoresTheLateApply() {
    Script script = new Script();
    CompletableFuture<Outcome> like = script.like("u1");
    script.ledgerLook();
    script.next("log writes");
    script.next("log syncs");
    script.project(); // Committed and confirmed, and not applied yet.
    assertThat(script.hotCounts()).isEqualTo(Counts.of(Map.of("like", 1L)));
    script.next("log acknowledges");

    assertThat(script.written(like).changed()).isTrue();
    assertThat(script.likes()).isEqualTo(1);
    script.answer(script.unlike("u1"));
    assertThat(script.likes()).isZero();
  }

  @Test
  void a10LateLoserIsNotShown() {
    Script script = new Script();
    CompletableFuture<Outcome> loser = script.unlike("u1");
    script.ledgerLook(); // Stamped, handed to the log, not written yet.
    CompletableFuture<Outcome> winner = script.like("u1");
    script.ledgerLook();
    script.last("log writes");
    script.next("log syncs");
    script.next("log acknowledges");
    assertThat(script.written(winner).changed()).isTrue();
    script.project();
    script.commitsOfOthers();
    assertThat(script.entry("u1")).isNull();

    script.answer(loser);

    assertThat(script.value("u1")).isEqualTo("like");
    assertThat(script.likes()).isEqualTo(5);
    script.settle();
    assertThat(script.value("u1")).isEqualTo("like");
    assertThat(script.likes()).isEqualTo(5);
  }

  @Test
  void a11ZombieConfirmIsOld() {
    Script script = new Script();
    script.answer(script.like("u1"));
    script.project();
    var zombie = Objects.requireNonNull(script.hot.commit);
    var targets = script.hot.targets;
    script.answer(script.unlike("u1"));
    script.project();

    assertThat(script.store.confirmTargets(zombie, targets).join()).isEqualTo(Confirmed.OLD);
    assertThat(script.value("u1")).isNull();
    assertThat(script.likes()).isZero();
  }

  @Test
  void b2StuckPendGoesWithThePlace() {
    Script script = new Script();
    CompletableFuture<Outcome> like = script.like("u1");
    script.ledgerLook();
    script.next("log writes");
    script.next("log syncs");
    script.commit();
    script.projectorStep(); // The targets are confirmed.
    script.next("log acknowledges"); // The late apply.
    script.project();
    script.answer(like);

    EntryState entry = script.entry("u1");
    assertThat(entry == null ? null : entry.pending()).isNull();
    assertThat(script.likes()).isEqualTo(1);
    assertThat(script.store.lastWrites(Interaction.of(Script.VIDEO, "like", "u1").who()).join())
        .isEmpty();
  }

  @Test
  void b4PlaceDoesNotGoBackwards() {
    Script script = new Script();
    script.answer(script.like("u1"));
    script.project();
    var first = Objects.requireNonNull(script.hot.commit);
    script.answer(script.unlike("u1"));
    script.project();

    script.store.confirmPlace(first).join();

    assertThat(script.store.place(0).join()).isEqualTo(new Place(2, 2));
  }

  @Test
  void b5ParkedStaysVisibleOverARestartAndIsNotOutstamped() {
    Script script = new Script(Setup.USUAL.parkingLikes());
    Outcome.Written like = script.written(script.like("u1"));
    script.settle();
    assertThat(script.value("u1")).isEqualTo("like");
    assertThat(script.likes()).isEqualTo(1);

    script.restart();

    assertThat(script.value("u1")).isEqualTo("like");
    assertThat(script.likes()).isEqualTo(1);
    Outcome.Written unlike = script.written(script.unlike("u1"));
    assertThat(unlike.version()).isGreaterThan(like.version());
    script.settle();
    assertThat(script.value("u1")).isNull();
  }

  @Test
  void b6FillBetweenIsRefused() {
    Script script = new Script(Setup.USUAL.basesOf(500));
    BaseSnapshot readBefore = new BaseSnapshot(Counts.NONE, 0, 0, 0);
    CompletableFuture<Outcome> like = script.like("u1");
    // What the look read of the counts would be a base, too; here it comes later.
    script.ledgerLook();
    script.evict();
    script.next("log writes");
    script.next("log syncs");
    script.commit();
    script.projectorStep(); // The slot is confirmed with one like, the place is not.

    assertThat(script.store.fillBase(Script.LIKES, readBefore).join()).isFalse();
    script.project();
    assertThat(script.store.fillBase(Script.LIKES, readBefore).join()).isFalse();
    script.answer(like);
    assertThat(script.likes()).isEqualTo(1);
  }

  @Test
  void b8LedgerNoOpIsNotAnswered() {
    Script script = new Script();
    CompletableFuture<Outcome> first = script.like("u1");
    script.ledgerLook();
    script.next("log writes");
    script.next("log syncs");
    script.commit(); // In the ledger; neither applied nor confirmed.
    CompletableFuture<Outcome> second = script.like("u1");
    script.ledgerLook();

    assertThat(second).as("the ledger's word settles nothing").isNotDone();
    script.answer(second);
    assertThat(script.value("u1")).isEqualTo("like");
    assertThat(script.likes()).isEqualTo(1);
    script.answer(first);
    script.settle();
    assertThat(script.logEnd()).isEqualTo(2);
    assertThat(script.likes()).isEqualTo(1);
  }

  @Test
  void b9CapTakesTheClaimToBeCompleteAlong() {
    Script script = new Script(Setup.USUAL.viewsOf(1));
    assertThat(script.value("u1")).isNull();
    script.settle();
    script.answer(script.like("u1"));
    script.project();
    Interaction other = Interaction.of(new Target("default", "video", "v2"), "like", "u1");
    script.answer(script.engine.write(new Command.Set(other, null, null)));
    script.project();
    script.commitsOfOthers();

    assertThat(script.entry("u1")).isNull();
    assertThat(script.value("u1")).isEqualTo("like");
    assertThat(script.answer(script.engine.read(other)).row().value()).isEqualTo("like");
  }

  // ---- found by the simulator ----------------------------------------------------------------

  @Test
  void overtakenApplyStillSaysThatItChangedSomething() {
    Script script = new Script();
    CompletableFuture<Outcome> like = script.like("u1");
    script.ledgerLook();
    script.next("log writes");
    script.next("log syncs");
    script.commit();
    script.projectorStep(); // The confirm is there before the apply.

    assertThat(script.written(like).changed()).isTrue();
  }

  @Test
  void parkedAfterAForcedApplyIsNotColdForEver() {
    Script script = new Script(Setup.USUAL.parkingLikes());
    script.ledgerFails(true);
    CompletableFuture<Outcome> like = script.like("u1");
    script.answer(like);
    assertThat(Objects.requireNonNull(script.entry("u1")).row()).isNull();

    script.ledgerFails(false);
    script.settle();

    assertThat(script.likes()).isEqualTo(1);
  }

  @Test
  void earlyRetryOfATokenIsAnsweredWithItsOwnEffect() {
    Script script = new Script();
    CompletableFuture<Outcome> first = script.view("u1", 5, "t");
    script.ledgerLook();
    script.next("log writes");
    script.next("log syncs");
    script.commit(); // The ledger has counted it; the slot does not show it.

    Outcome.Added retry = (Outcome.Added) script.answer(script.view("u1", 5, "t"));

    assertThat(retry.count()).isEqualTo(5L);
    script.answer(first);
    script.settle();
    assertThat(((Outcome.Added) script.answer(script.view("u1", 5, "t"))).count()).isEqualTo(5L);
  }
}
