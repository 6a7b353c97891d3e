package dev.ovation.core.sim;

import static dev.ovation.core.sim.ClusterScript.LEDGER_LOOK;
import static dev.ovation.core.sim.ClusterScript.LIKES;
import static dev.ovation.core.sim.ClusterScript.OTHER_VIDEO;
import static dev.ovation.core.sim.ClusterScript.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.sim.ClusterScript.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The named counterexamples in which writes race with each other, with the commit of their own
 * event, with fills and with confirms: step by step, with several nodes and owners, over the shared
 * hot store.
 */
class ClusterRaceCounterexamplesTest {

  @Test
  void a6HalfConfirmIsMadeAgainForTheView() {
    ClusterScript script = new ClusterScript();
    Node node = script.node(0);
    Node reader = script.node(0);
    loadView(script, reader, "u1");
    CompletableFuture<Outcome> like = node.like("u1");
    script.next(LEDGER_LOOK);
    script.next("log takes");
    node.cutOff();
    script.commit();
    script.steps(1); // The targets are confirmed, and the owner dies.
    script.projector = script.newOwner();
    script.project();
    script.commitsOfOthers();

    assertThat(script.look("u1").entry()).as("the slot's entry").isNull();
    assertThat(reader.value("u1")).as("what the view tells").isEqualTo("like");
    assertThat(like).isNotDone();
  }

  private static void loadView(ClusterScript script, Node reader, String actor) {
    assertThat(reader.value(actor)).isNull();
    script.scheduler.runAll();
    Actor who = new Actor(VIDEO.space(), actor);
    assertThat(script.hot.readView(who, List.of()).join().loaded()).isTrue();
  }

  @Test
  void a7DoubleClickCountsOnce() {
    ClusterScript script = new ClusterScript();
    Node one = script.node(0);
    Node other = script.node(0);
    CompletableFuture<Outcome> first = one.like("u1");
    CompletableFuture<Outcome> second = other.like("u1");
    script.next(LEDGER_LOOK);
    script.next(LEDGER_LOOK); // Both have seen "none".
    script.answer(first);
    script.answer(second);
    assertThat(one.likes()).isEqualTo(1);

    first = one.unlike("u1");
    second = other.unlike("u1");
    script.answer(first);
    script.answer(second);

    assertThat(one.likes()).isZero();
    script.project();
    assertThat(one.likes()).isZero();
    assertThat(script.ledgerCounts("like")).isEqualTo(Counts.NONE);
  }

  @Test
  void a8ColdApplyIsVisible() {
    ClusterScript script = new ClusterScript(ClusterScript.ONE_BASE);
    Node node = script.node(0);
    CompletableFuture<Outcome> like = node.like("u1");
    script.next(LEDGER_LOOK);
    script.next("log takes");
    script.evictLikes();

    script.next("log answers");

    assertThat(script.written(like).counts()).isEqualTo(Counts.of(Map.of("like", 1L)));
    Node other = script.node(0);
    assertThat(other.value("u1")).isEqualTo("like");
    assertThat(other.likes()).isEqualTo(1);
  }

  @Test
  void a9BaseAheadIgnoresTheLateApply() {
    ClusterScript script = new ClusterScript(ClusterScript.ONE_BASE);
    Node node = script.node(0);
    CompletableFuture<Outcome> like = node.like("u1");
    script.next(LEDGER_LOOK);
    script.next("log takes"); // Durable, and not told.
    script.project();
    script.commitsOfOthers();
    script.evictLikes();
    assertThat(script.hot.fillBase(LIKES, script.snapshot(LIKES)).join()).isTrue();
    assertThat(script.look("u1").entry()).as("the slot's entry").isNull();

    script.next("log answers");

    assertThat(script.written(like).changed()).isTrue();
    assertThat(node.likes()).isEqualTo(1);
    script.answer(node.unlike("u1"));
    assertThat(node.likes()).isZero();
    script.project();
    assertThat(node.likes()).isZero();
  }

  @Test
  void a10LateLoserIsNotShown() {
    ClusterScript script = new ClusterScript();
    Node node = script.node(0);
    CompletableFuture<Outcome> loser = node.unlike("u1");
    script.next(LEDGER_LOOK); // Stamped, and on its way to the log.
    Node other = script.node(0);
    CompletableFuture<Outcome> winner = other.like("u1");
    script.next(LEDGER_LOOK);
    script.last("log takes");
    script.next("log answers");
    assertThat(winner).isDone();
    script.project();
    script.commitsOfOthers();
    assertThat(script.look("u1").entry()).as("the slot's entry").isNull();

    script.answer(loser);

    assertThat(other.value("u1")).isEqualTo("like");
    assertThat(other.likes()).isEqualTo(1);
    script.project();
    assertThat(other.value("u1")).isEqualTo("like");
    assertThat(other.likes()).isEqualTo(1);
  }

  @Test
  void b2StuckPendGoesWithThePlace() {
    ClusterScript script = new ClusterScript();
    Node node = script.node(0);
    CompletableFuture<Outcome> like = node.like("u1");
    script.next(LEDGER_LOOK);
    script.next("log takes"); // Durable, and not told.
    CompletableFuture<Outcome> unlike = script.node(0).unlike("u1");
    script.next(LEDGER_LOOK);
    script.last("log takes");
    script.last("log answers");
    assertThat(unlike).isDone();
    script.commit();
    script.steps(1); // The targets are confirmed.
    script.answer(like); // The late apply of what has lost.
    assertThat(Objects.requireNonNull(script.look("u1").entry()).pending()).isNotNull();

    script.project();

    assertThat(Objects.requireNonNull(script.look("u1").entry()).pending()).isNull();
    assertThat(node.value("u1")).isNull();
    assertThat(node.likes()).isZero();
    script.commitsOfOthers();
    assertThat(script.look("u1").entry()).as("the entry is trimmed").isNull();
  }

  @Test
  void b4PlaceDoesNotGoBackwards() {
    ClusterScript script = new ClusterScript();
    Node node = script.node(0);
    script.answer(node.like("u1"));
    ClusterProjector stalled = script.projector;
    script.commit();
    script.steps(2); // It stands before the place.
    script.projector = script.newOwner();
    script.project();
    script.answer(node.unlike("u1"));
    script.project();
    Place newer = Objects.requireNonNull(script.place());

    script.step(stalled);

    assertThat(script.place()).isEqualTo(newer);
    assertThat(newer.n()).isEqualTo(2);
    assertThat(node.value("u1")).isNull();
  }

  @Test
  void b5ParkedStaysVisibleOverANewPlaceAndIsNotOutstamped() {
    ClusterScript script = new ClusterScript();
    Node slow = script.node(0);
    Outcome.Written like = script.written(script.node(900).like("u1"));
    script.projector = script.newOwner(new Kinds(List.of(new Kind.Counter("like"))));
    script.project(); // To this owner likes are poison.
    assertThat(slow.value("u1")).isEqualTo("like");
    assertThat(slow.likes()).isEqualTo(1);
    script.forget();
    script.project();
    assertThat(slow.value("u1")).isEqualTo("like");
    assertThat(slow.likes()).isEqualTo(1);

    Outcome.Written unlike = script.written(slow.unlike("u1"));

    assertThat(unlike.changed()).isTrue();
    assertThat(unlike.version()).isGreaterThan(like.version());
    script.projector = script.newOwner();
    script.project();
    assertThat(slow.value("u1")).isNull();
    assertThat(slow.likes()).isZero();
    Event parked = Objects.requireNonNull(script.ledger.deadLetters(0, 1).getFirst().event());
    assertThat(script.ledgerState().row(Interaction.of(VIDEO, "like", "u1")).version())
        .as("it wins whenever the parked one is injected")
        .isGreaterThan(parked.version());
  }

  @Test
  void b6FillBetweenIsRefused() {
    TargetKind views = new TargetKind(VIDEO, "view");
    ClusterScript script = new ClusterScript();
    BaseSnapshot readBefore = script.snapshot(views);
    Node node = script.node(0);
    node.cutOffAt("hot moves its place");
    script.broker.goDown(true);
    CompletableFuture<Outcome> view = node.view("u1", 7);
    script.next("log takes", "log answers", "blocking"); // Committed, and step 1 is confirmed.
    script.broker.goDown(false);

    assertThat(script.hot.fillBase(views, readBefore).join()).isFalse();

    script.project();
    assertThat(Objects.requireNonNull(script.place()).n()).isPositive();
    assertThat(script.hot.fillBase(views, readBefore).join()).isFalse();
    assertThat(script.ledgerCounts("view")).isEqualTo(Counts.of(Map.of("view", 7L)));
    assertThat(script.hot.fillBase(views, script.snapshot(views)).join()).isTrue();
    assertThat(view).isNotDone();
  }

  @Test
  void b9CapTakesTheClaimToBeCompleteAlong() {
    ClusterScript script = new ClusterScript(ClusterScript.ONE_ROW_VIEWS);
    Node node = script.node(0);
    loadView(script, node, "u1");
    script.answer(node.like("u1"));
    script.project();
    script.answer(node.like(OTHER_VIDEO, "u1"));
    script.project();
    script.commitsOfOthers();

    assertThat(script.look("u1").entry()).as("the slot's entry").isNull();
    assertThat(node.value("u1")).isEqualTo("like");
    Interaction second = Interaction.of(OTHER_VIDEO, "like", "u1");
    assertThat(script.answer(node.engine.read(second)).row().value()).isEqualTo("like");
  }
}
