package dev.ovation.adapters.protocol;

import static dev.ovation.adapters.protocol.RealCluster.OTHER_VIDEO;
import static dev.ovation.adapters.protocol.RealCluster.VIDEO;
import static dev.ovation.adapters.protocol.RealCluster.step;
import static dev.ovation.adapters.protocol.Waiting.get;
import static dev.ovation.adapters.protocol.Waiting.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.adapters.protocol.RealCluster.Bounds;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.projection.ClusterProjector;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The named counterexamples in which a confirm is left half done, comes late, or leaves out what it
 * should have told, over real engines.
 */
@Timeout(60)
class ConfirmCounterexamplesTest {
  private static final Bounds ONE_ROW_VIEWS = new Bounds(1 << 20, 1);

  private final RealCluster cluster = new RealCluster(SharedRedis.uris(), ONE_ROW_VIEWS);
  private final Node node = cluster.node();
  private final Node other = cluster.node();

  @AfterEach
  void close() {
    cluster.close();
  }

  /**
   * The node dies between append and apply; the confirm reaches only the target, and its owner
   * dies, too; the actor's view is wrong for ever.
   */
  @Test
  void a6HalfConfirm() {
    cluster.loadView(other, "u1");
    node.log.outcomes.close();
    var like = node.like("u1");
    node.log.outcomes.await(1);
    node.hot.cut();
    cluster.commit();
    cluster.steps(1); // The targets are confirmed.

    cluster.projector = cluster.newOwner();
    cluster.project();
    cluster.commitsOfOthers();

    assertThat(cluster.entry("u1")).as("the slot's entry").isNull();
    assertThat(other.value("u1")).as("what the view tells").isEqualTo("like");
    cluster.assertLikes(other, 1);
    assertThat(like).isNotDone();
  }

  /** An old owner's delayed confirm brings an old row back, which nothing newer is left beside. */
  @Test
  void a11ZombieConfirm() {
    get(node.like("u1"));
    ClusterProjector zombie = cluster.projector;
    cluster.commit(); // The zombie stands before its confirm.
    cluster.projector = cluster.newOwner();
    cluster.project();
    get(node.unlike("u1"));
    cluster.project();
    cluster.commitsOfOthers();
    assertThat(cluster.entry("u1")).isNull();

    step(zombie);

    assertThat(cluster.entry("u1")).as("nothing was recreated").isNull();
    assertThat(other.value("u1")).isNull();
    cluster.assertLikes(other, 0);
    get(node.like("u2"));
    assertFenced(zombie);
    cluster.project();
    cluster.assertLikes(other, 1);
  }

  /** Goes on until it wants to commit, which it may not. */
  private static void assertFenced(ClusterProjector zombie) {
    for (int i = 0; i < 3; i++) {
      var step = zombie.step();
      if (!Waiting.answers(step)) {
        assertThat(step.handle((done, failure) -> OvationException.causeOf(failure)).join())
            .asInstanceOf(InstanceOfAssertFactories.type(OvationException.class))
            .extracting(OvationException::code)
            .isEqualTo(ErrorCode.FENCED);
        return;
      }
    }
    throw new AssertionError("the old owner was let through");
  }

  /** The last step of a stalled confirm overwrites a newer place. */
  @Test
  void b4PlaceBackwards() {
    get(node.like("u1"));
    ClusterProjector stalled = cluster.projector;
    cluster.commit();
    cluster.steps(2); // It stands before the place.
    cluster.projector = cluster.newOwner();
    cluster.project();
    get(node.unlike("u1"));
    cluster.project();
    Place newer = Objects.requireNonNull(cluster.place());

    step(stalled);

    assertThat(cluster.place()).isEqualTo(newer);
    assertThat(newer.n()).isEqualTo(2);
    assertThat(other.value("u1")).isNull();
    cluster.assertLikes(other, 0);
  }

  /**
   * A node with a fast clock answers v12; it is parked, and its pend dropped; a node with a slow
   * clock sees nothing, stamps v3, is answered; once v12 is injected again, it wins.
   */
  @Test
  void b5ParkedVanishes() {
    Node fast = cluster.node(Duration.ofMinutes(10));
    Outcome.Written like = written(fast.like("u1"));
    cluster.projector =
        cluster.newOwner(new Kinds(List.of(new Kind.Counter("like")))); // To it likes are poison.
    cluster.project();
    assertThat(cluster.row("u1").exists()).isFalse();

    assertThat(other.value("u1")).as("it was answered").isEqualTo("like");
    assertThat(other.likes()).isEqualTo(1);
    Pending parked = Objects.requireNonNull(Objects.requireNonNull(cluster.entry("u1")).pending());
    assertThat(parked.parked()).isTrue();
    Outcome.Written unlike = written(other.unlike("u1"));

    assertThat(unlike.changed()).isTrue();
    assertThat(unlike.version()).isGreaterThan(like.version());
    cluster.projector = cluster.newOwner();
    cluster.project();
    Event again = Objects.requireNonNull(cluster.ledger.deadLetters(0, 1).getFirst().event());
    cluster.append(again);
    cluster.project();
    assertThat(other.value("u1")).isNull();
    assertThat(cluster.row("u1").version()).isEqualTo(unlike.version());
    cluster.assertLikes(other, 0);
  }

  /** Cap 1: the second row pushes out the first, the view is still "complete": absent = none. */
  @Test
  void b9CapWithoutFlag() {
    cluster.loadView(other, "u1");
    get(node.like("u1"));
    cluster.project();
    get(node.like(OTHER_VIDEO, "u1"));
    cluster.project();
    cluster.commitsOfOthers();

    assertThat(cluster.entry("u1")).as("the slot's entry").isNull();
    assertThat(other.read(VIDEO, "u1").row().value()).isEqualTo("like");
    assertThat(other.read(OTHER_VIDEO, "u1").row().value()).isEqualTo("like");
  }
}
