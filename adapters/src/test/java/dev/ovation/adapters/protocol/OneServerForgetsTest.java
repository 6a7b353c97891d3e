package dev.ovation.adapters.protocol;

import static dev.ovation.adapters.protocol.Waiting.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.engines.RedisCluster;
import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The named counterexample that needs a hot store of several servers, of which one forgets. */
@Timeout(90)
class OneServerForgetsTest {
  @TempDir private Path directory;
  private RedisCluster servers;
  private RealCluster cluster;

  @BeforeEach
  void open() throws IOException {
    servers = RedisCluster.start(directory, 3, 0);
    cluster = new RealCluster(servers.uris());
  }

  @AfterEach
  void close() {
    cluster.close();
    servers.close();
  }

  /**
   * The target's server forgets; the confirm of a like is ignored there, and the place is made anew
   * at its n; the actor's view, which is on another server and complete, lacks the row for ever.
   */
  @Test
  void b10ViewOutlivesPlace() throws IOException {
    Node node = cluster.node();
    RedisServer forgetful = holderOf("*{p0}");
    String actor = actorWithAViewElsewhere(node, forgetful);
    Place before = Objects.requireNonNull(cluster.place());
    forgetful.restartEmpty();
    servers.awaitReady();
    cluster.awaitHotStore();
    CompletableFuture<Outcome> like = node.like(actor);
    Waiting.until("the like is in the log", () -> cluster.logEnd() == 1);

    cluster.project();

    get(like);
    Place place = Objects.requireNonNull(cluster.place());
    assertThat(place.g()).isGreaterThan(before.g());
    assertThat(place.n()).isEqualTo(1);
    assertThat(cluster.entry(actor)).as("the slot has nothing of it").isNull();
    assertThat(get(cluster.hot.readView(new Actor("default", actor), List.of())).loaded())
        .as("the view is still there")
        .isTrue();
    assertThat(node.value(actor)).isEqualTo("like");
    cluster.assertLikes(node, 1);
  }

  private RedisServer holderOf(String keys) throws IOException {
    for (RedisServer master : servers.masters()) {
      if (!Objects.equals(master.command("KEYS", keys), List.of())) {
        return master;
      }
    }
    throw new AssertionError("no server holds " + keys);
  }

  private String actorWithAViewElsewhere(Node node, RedisServer server) throws IOException {
    for (int i = 1; i <= 64; i++) {
      String actor = "u" + i;
      cluster.loadView(node, actor);
      if (holderOf("*:v:default/" + actor) != server) {
        return actor;
      }
    }
    throw new AssertionError("all actors are on one server");
  }
}
