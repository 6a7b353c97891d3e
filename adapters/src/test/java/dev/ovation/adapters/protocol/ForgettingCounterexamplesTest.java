package dev.ovation.adapters.protocol;

import static dev.ovation.adapters.protocol.RealCluster.LIKES;
import static dev.ovation.adapters.protocol.Waiting.get;
import static dev.ovation.adapters.protocol.Waiting.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Source;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The named counterexamples of a hot store that forgets: a Redis of the test's own is killed, and
 * returns empty or with what it saved once. B10, where one of several servers forgets, is in {@link
 * OneServerForgetsTest}.
 */
@Timeout(60)
class ForgettingCounterexamplesTest {
  @TempDir private Path directory;
  private RedisServer redis;
  private RealCluster cluster;
  private Node node;

  @BeforeEach
  void open() throws IOException {
    redis = RedisServer.start(directory);
    cluster = new RealCluster(List.of(redis.uri()));
    node = cluster.node();
  }

  @AfterEach
  void close() {
    cluster.close();
    redis.close();
  }

  private void forget() throws IOException {
    redis.restartEmpty();
    cluster.awaitHotStore();
    assertThat(cluster.look(LIKES, null).isCold()).isTrue();
  }

  /**
   * A like by a node with a fast clock, v22; the hot store forgets; an unlike by another node reads
   * the old stance, stamps v3, is answered; v22 wins.
   */
  @Test
  void a2UnseenFloor() throws IOException {
    Node fast = cluster.node(Duration.ofMinutes(10));
    Outcome.Written like = written(fast.like("u1"));
    forget();
    node.log.ends.close();
    CompletableFuture<Outcome> unlike = node.unlike("u1");
    node.log.ends.await(1); // It has found the partition cold, and the ledger is behind.
    node.log.ends.open();
    assertThat(cluster.n()).isZero();

    cluster.project();

    assertThat(written(unlike).version()).isGreaterThan(like.version());
    assertThat(node.value("u1")).isNull();
    cluster.project();
    assertThat(node.value("u1")).isNull();
    cluster.assertLikes(node, 0);
  }

  /**
   * The partition fails over to a copy that missed a confirm, while a place vouches for it: the
   * copy's rows are old. Here the copy is what the server saved before.
   */
  @Test
  void a12HalfFailover() throws IOException {
    get(node.like("u1"));
    cluster.project();
    assertThat(node.likes()).isEqualTo(1);
    redis.save();
    get(node.unlike("u1"));
    cluster.project();

    redis.restart();
    cluster.awaitHotStore();

    assertThat((Long) redis.command("DBSIZE")).as("the copy holds something").isPositive();
    assertThat(cluster.look(LIKES, "u1").isCold()).isTrue();
    assertThat(node.read(RealCluster.VIDEO, "u1").source()).isEqualTo(Source.LEDGER);
    assertThat(node.value("u1")).isNull();
    assertThat(node.likes()).isZero();
    cluster.project();
    assertThat(node.read(RealCluster.VIDEO, "u1").source()).isEqualTo(Source.HOT);
    assertThat(node.value("u1")).isNull();
    cluster.assertLikes(node, 0);
  }

  /**
   * The store forgets; the owner reads n = 0 for a new place; a direct write commits n = 1 and is
   * answered cold; the owner writes the place with n = 0: what was answered is hidden.
   */
  @Test
  void b3OldPlace() throws IOException {
    node.log.cut(true);
    node.directWrites.close();
    CompletableFuture<Outcome> like = node.like("u1");
    node.directWrites.await(1);
    forget();
    cluster.projector.heartbeat();
    cluster.steps(4); // It finds the vacancy, and has read what the ledger holds for a place.
    assertThat(cluster.place()).isNull();
    node.directWrites.open();
    get(like);

    cluster.steps(1);

    assertThat(cluster.place()).as("n = 0 is too old by now").isNull();
    cluster.steps(2); // It reads the ledger once more, and writes the place.
    assertThat(Objects.requireNonNull(cluster.place()).n()).isEqualTo(1);
    assertThat(cluster.node().value("u1")).isEqualTo("like");
    cluster.project();
    cluster.assertLikes(cluster.node(), 1);
  }

  /** B5 ParkedVanishes, where the slot that showed what is parked is gone. */
  @Test
  void b5ParkedIsInTheNextPlace() throws IOException {
    Outcome.Written like = written(cluster.node(Duration.ofMinutes(10)).like("u1"));
    cluster.projector = cluster.newOwner(new Kinds(List.of(new Kind.Counter("like"))));
    cluster.project();
    Place before = Objects.requireNonNull(cluster.place());

    forget();

    assertThat(node.value("u1")).as("cold").isEqualTo("like");
    cluster.project();
    assertThat(Objects.requireNonNull(cluster.place()).g()).isGreaterThan(before.g());
    assertThat(node.value("u1")).isEqualTo("like");
    assertThat(node.likes()).isEqualTo(1);
    assertThat(written(node.unlike("u1")).version()).isGreaterThan(like.version());
    assertThat(node.value("u1")).isNull();
  }
}
