package dev.ovation.adapters.protocol;

import static dev.ovation.adapters.protocol.RealCluster.LIKES;
import static dev.ovation.adapters.protocol.RealCluster.OTHER_VIDEO;
import static dev.ovation.adapters.protocol.Waiting.get;
import static dev.ovation.adapters.protocol.Waiting.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.adapters.protocol.RealCluster.Bounds;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.EntryState;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The named counterexamples in which a write races with another write, or with the commit of its
 * own event, over real engines. The others are in {@link ConfirmCounterexamplesTest}, {@link
 * DirectPathCounterexamplesTest} and {@link ForgettingCounterexamplesTest}.
 *
 * <p>B7 CheckpointTwice is left: nobody writes checkpoints of a shared log yet. B8 LedgerNoOp
 * concerns stores that can't forget only.
 */
@Timeout(60)
class WriteCounterexamplesTest {
  private final RealCluster cluster = new RealCluster(SharedRedis.uris(), Bounds.ONE_BASE);
  private final Node node = cluster.node();
  private final Node other = cluster.node();

  @AfterEach
  void close() {
    cluster.close();
  }

  /**
   * Like answered; no view of the actor is loaded any more; unlike reads the ledger, which is
   * behind, and says "no change"; the like comes back for ever.
   */
  @Test
  void a1StaleNoOp() {
    get(node.like("u1"));
    assertThat(cluster.row("u1").exists()).as("the ledger has it").isFalse();

    Outcome.Written unlike = written(other.unlike("u1"));

    assertThat(unlike.changed()).isTrue();
    assertThat(node.value("u1")).isNull();
    cluster.project();
    assertThat(node.value("u1")).isNull();
    cluster.assertLikes(node, 0);
  }

  /** Two nodes read "none" and both add one: 2. Two read "like" and both take one off: -1. */
  @Test
  void a7DoubleClick() {
    bothAtOnce(clicked -> clicked.like("u1"));
    assertThat(node.likes()).isEqualTo(1);

    bothAtOnce(clicked -> clicked.unlike("u1"));

    assertThat(node.likes()).isZero();
    cluster.project();
    cluster.assertLikes(node, 0);
  }

  /** Each has looked before the log has the other's event. */
  private void bothAtOnce(Function<Node, CompletableFuture<Outcome>> click) {
    node.log.appends.close();
    other.log.appends.close();
    CompletableFuture<Outcome> first = click.apply(node);
    CompletableFuture<Outcome> second = click.apply(other);
    node.log.appends.await(1);
    other.log.appends.await(1);
    node.log.appends.open();
    other.log.appends.open();
    get(first);
    get(second);
  }

  /** The target is evicted between append and apply: the write is invisible. */
  @Test
  void a8ColdApply() {
    assertThat(node.likes()).isZero();
    node.log.outcomes.close();
    CompletableFuture<Outcome> like = node.like("u1");
    node.log.outcomes.await(1);
    evictLikes();

    node.log.outcomes.open();

    assertThat(written(like).counts()).isNotNull();
    assertThat(other.value("u1")).isEqualTo("like");
    assertThat(other.likes()).isEqualTo(1);
    evictLikes();
    assertThat(Objects.requireNonNull(cluster.entry("u1")).pending()).isNotNull();
    assertThat(other.likes()).isEqualTo(1);
  }

  /** There is room for one base only, and another target takes it. */
  private void evictLikes() {
    assertThat(other.count(OTHER_VIDEO, "like")).isNotNegative();
    assertThat(cluster.look(LIKES, null).counts()).as("the base of likes").isNull();
  }

  /**
   * Committed, trimmed, evicted, filled at H = 1; then the late apply counts the event a second
   * time, and after an unlike 1 is shown.
   */
  @Test
  void a9BaseAhead() {
    node.log.outcomes.close();
    CompletableFuture<Outcome> like = node.like("u1");
    node.log.outcomes.await(1);
    cluster.project();
    cluster.commitsOfOthers();
    evictLikes();
    assertThat(other.likes()).as("filled with the event").isEqualTo(1);
    assertThat(cluster.entry("u1")).as("the entry is trimmed").isNull();

    node.log.outcomes.open();

    assertThat(written(like).changed()).isTrue();
    assertThat(other.likes()).isEqualTo(1);
    get(other.unlike("u1"));
    assertThat(other.likes()).isZero();
    cluster.project();
    cluster.assertLikes(other, 0);
  }

  /**
   * v3@1 is confirmed and trimmed; then v2@2 is applied with an old hint, and the loser is shown.
   */
  @Test
  void a10LateLoser() {
    node.log.appends.close();
    CompletableFuture<Outcome> loser = node.unlike("u1");
    node.log.appends.await(1);
    Outcome.Written winner = written(other.like("u1"));
    cluster.project();
    cluster.commitsOfOthers();
    assertThat(cluster.entry("u1")).as("the entry is trimmed").isNull();

    node.log.appends.open();

    assertThat(written(loser).version()).isLessThan(winner.version());
    assertThat(other.value("u1")).isEqualTo("like");
    assertThat(other.likes()).isEqualTo(1);
    cluster.project();
    assertThat(other.value("u1")).isEqualTo("like");
    cluster.assertLikes(other, 1);
  }

  /**
   * Append@1, and a newer one @2; commit; confirm step 1; the late apply of the first records a
   * pend; place H = 2. Nobody drops the pend, nor ever trims its entry.
   */
  @Test
  void b2StuckPend() {
    node.log.outcomes.close();
    CompletableFuture<Outcome> like = node.like("u1");
    node.log.outcomes.await(1);
    get(other.unlike("u1"));
    cluster.commit();
    cluster.steps(1); // The targets are confirmed.

    node.log.outcomes.open();
    get(like);
    assertThat(Objects.requireNonNull(cluster.entry("u1")).pending()).isNotNull();
    cluster.project();

    EntryState entry = Objects.requireNonNull(cluster.entry("u1"));
    assertThat(entry.pending()).isNull();
    assertThat(other.value("u1")).isNull();
    cluster.assertLikes(other, 0);
    cluster.commitsOfOthers();
    assertThat(cluster.entry("u1")).as("the entry is trimmed").isNull();
  }
}
