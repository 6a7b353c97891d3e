package dev.ovation.adapters.protocol;

import static dev.ovation.adapters.protocol.RealCluster.VIDEO;
import static dev.ovation.adapters.protocol.RealCluster.VIEWS;
import static dev.ovation.adapters.protocol.Waiting.added;
import static dev.ovation.adapters.protocol.Waiting.get;
import static dev.ovation.adapters.protocol.Waiting.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.adapters.postgres.TestPostgres;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.projection.Projector.Progress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The named counterexamples of writes that go straight to the ledger while the log is down, and of
 * what the log has in an order that compaction does not mind, over real engines.
 */
@Timeout(60)
class DirectPathCounterexamplesTest {
  private final RealCluster cluster = new RealCluster(SharedRedis.uris());
  private final Node node = cluster.node();
  private final Node other = cluster.node();

  @AfterEach
  void close() {
    cluster.close();
  }

  /**
   * v2 and v3 are stamped at once, and appended v3 first: compaction keeps the last offset, v2; the
   * ledger keeps v3.
   */
  @Test
  void a3CompactedLoser() {
    node.log.appends.close();
    CompletableFuture<Outcome> loser = node.like("u1");
    node.log.appends.await(1);
    Outcome.Written winner = written(other.unlike("u1"));
    node.log.appends.open();
    assertThat(written(loser).version()).isLessThan(winner.version());

    cluster.project();

    List<Event> log = cluster.events();
    assertThat(log).hasSize(3);
    assertThat(log.getLast().version()).as("what compaction keeps").isEqualTo(winner.version());
    assertThat(cluster.row("u1").version()).isEqualTo(winner.version());
    assertThat(cluster.outbox()).isEmpty();
    assertThat(other.value("u1")).isNull();
    cluster.assertLikes(other, 0);
  }

  /** +7 goes direct, is relayed, and the projector adds 7 once more. */
  @Test
  void a4DirectTwice() {
    node.log.cut(true);
    assertThat(added(node.view("u1", 7)).counted()).isTrue();
    assertThat(other.count(VIDEO, "view")).isEqualTo(7);

    cluster.project();

    assertThat(cluster.logEnd()).as("it was relayed").isEqualTo(1);
    assertThat(cluster.ledger.position(0).h()).as("its copy was met").isEqualTo(1);
    assertThat(cluster.outbox()).isEmpty();
    assertThat(other.count(VIDEO, "view")).isEqualTo(7);
    assertThat(cluster.snapshot(VIEWS).counts()).isEqualTo(Counts.of(Map.of("view", 7L)));
  }

  /**
   * The projector has read count 0; a direct write commits count 1; the projector's compare-and-set
   * of the offset passes: count 1 with 2 rows. Here the projector is held just before it writes the
   * count, and the direct write is on its way then.
   */
  @Test
  void a5OffsetCas() throws SQLException, IOException {
    get(node.like("u1"));
    other.log.cut(true);
    CompletableFuture<Progress> commit;
    CompletableFuture<Outcome> direct;
    try (Connection holder = TestPostgres.connect(cluster.schema);
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE count IN SHARE MODE"); // Reading goes on, writing does not.
      commit = CompletableFuture.supplyAsync(() -> RealCluster.step(cluster.projector));
      awaitLockWaiters(1);
      direct = other.like("u2");
      awaitLockWaiters(2);
      holder.rollback();
    }
    get(commit);
    cluster.project(); // Until this commit is confirmed, the direct one is not shown.
    get(direct);

    assertThat(cluster.row("u1").value()).isEqualTo("like");
    assertThat(cluster.row("u2").value()).isEqualTo("like");
    cluster.assertLikes(node, 2);
  }

  private void awaitLockWaiters(int expected) {
    Waiting.until(expected + " sessions wait for a lock", () -> lockWaiters() == expected);
  }

  private int lockWaiters() throws IOException {
    try (Connection connection = TestPostgres.connect(cluster.schema);
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) {
      count.next();
      return count.getInt(1);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /**
   * A direct write commits v3, and its node dies; the relay sends it and deletes the outbox row;
   * the heartbeat finds nothing to confirm and advances the place; whoever confirms v3 then is too
   * late.
   */
  @Test
  void b1LostSource() {
    cluster.projector.heartbeat();
    cluster.steps(2); // It has found place and ledger in step, and sends the outbox next.
    node.log.cut(true);
    node.directWrites.close();
    CompletableFuture<Outcome> like = node.like("u1");
    node.directWrites.await(1);
    node.hot.cut();
    node.directWrites.open();
    Waiting.until("the direct write is committed", () -> cluster.n() == 1);
    cluster.steps(2); // The relay sends the event and marks its row.
    assertThat(cluster.logEnd()).isEqualTo(1);
    assertThat(cluster.ledger.unsent(0, 1)).isEmpty();
    assertThat(cluster.ledger.position(0).h()).as("its copy is not met yet").isZero();

    cluster.projector.heartbeat();
    cluster.steps(5); // The place moves past the commit, and what it touched is confirmed first.

    assertThat(Objects.requireNonNull(cluster.place()).n()).isEqualTo(1);
    assertThat(Objects.requireNonNull(cluster.entry("u1")).row()).isEqualTo(cluster.row("u1"));
    assertThat(other.value("u1")).isEqualTo("like");
    assertThat(like).isNotDone();
    cluster.project();
    assertThat(cluster.outbox()).isEmpty();
    assertThat(other.value("u1")).isEqualTo("like");
    cluster.assertLikes(other, 1);
  }

  /**
   * The base is evicted; a fill reads n = 0; a direct write commits 7 and confirms step 1; the fill
   * installs; place n = 1: 0 is shown for 7.
   */
  @Test
  void b6FillBetween() {
    BaseSnapshot readBefore = cluster.snapshot(VIEWS);
    assertThat(readBefore.n()).isZero();
    node.log.cut(true);
    node.hot.placeConfirms.close();
    CompletableFuture<Outcome> view = node.view("u1", 7);
    node.hot.placeConfirms.await(1);

    assertThat(get(cluster.hot.fillBase(VIEWS, readBefore))).isFalse();

    node.hot.placeConfirms.open();
    assertThat(added(view).counted()).isTrue();
    assertThat(Objects.requireNonNull(cluster.place()).n()).isEqualTo(1);
    assertThat(get(cluster.hot.fillBase(VIEWS, readBefore))).isFalse();
    assertThat(other.count(VIDEO, "view")).isEqualTo(7);
  }
}
