package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import dev.ovation.app.json.JsonObject;
import dev.ovation.engines.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of the cluster profile as real processes over real engines. */
class ClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static ClusterEngines engines;

  @BeforeAll
  static void start() throws IOException {
    engines = ClusterEngines.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    engines.close();
  }

  @Test
  void aLikeSurvivesTheNodeAndIsSeenByOthers() throws IOException, InterruptedException {
    String like = "/v1/targets/video:7/like/u42";
    try (ServerProcess first = engines.node();
        ServerProcess second = engines.node();
        ApiClient one = first.client();
        ApiClient two = second.client()) {
      ApiResponse put = one.send("PUT", like, null);
      assertThat(put.status()).as(put.body()).isEqualTo(200);
      assertThat(put.json().isTrue("changed")).isTrue();
      assertThat(two.get(like).json().text("value")).isEqualTo("like");
      first.killNow();

      ApiResponse again = two.send("PUT", like, null);
      assertThat(again.status()).as(again.body()).isEqualTo(200);
      assertThat(again.json().isTrue("changed")).isFalse();
      assertThat(again.json().object("counts").number("like")).isEqualTo(1);
      assertThat(second.stop()).as(second.errors()).isZero();
    }
    try (ServerProcess third = engines.node();
        ApiClient client = third.client()) {
      assertThat(client.get(like).json().object("counts").number("like")).isEqualTo(1);
    }
  }

  @Test
  void liveNodesHaveDifferentNumbers() throws IOException, InterruptedException {
    try (ServerProcess first = engines.node("--set", "node.name=left");
        ServerProcess second = engines.node("--set", "node.name=right");
        ApiClient one = first.client();
        ApiClient two = second.client()) {
      String left = detail(one, "node");
      String right = detail(two, "node");
      assertThat(left).startsWith("left has number ");
      assertThat(right).startsWith("right has number ");
      assertThat(left.replace("left", "right")).isNotEqualTo(right);
    }
  }

  @Test
  void aNodeWithoutTheRoleApiServesNoRequestsAndOneWithItAloneProjectsNothing()
      throws IOException, InterruptedException {
    String like = "/v1/targets/video:8/like/u42";
    try (ServerProcess projector = engines.node("--roles", "projector,consistency");
        ServerProcess api = engines.node("--roles", "api");
        ApiClient projects = projector.client();
        ApiClient answers = api.client()) {
      ApiResponse refused = projects.send("PUT", like, null);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.problem()).contains("has not the role api");
      assertThat(projects.get("/health/ready").status()).isEqualTo(200);

      assertThat(answers.send("PUT", like, null).status()).isEqualTo(200);
      assertThat(detail(answers, "partitions")).contains("projects nothing");
      Eventually.holds(
          "the other node projects it", PATIENCE, () -> isProjected(answers, "video:8"));
    }
  }

  /** Each node watches what it projects; whoever is asked tells of all of it. */
  @Test
  void anyNodeReportsWhatAllOfThemHaveWatched() throws IOException, InterruptedException {
    int likes = 40;
    try (ServerProcess first = engines.node("--roles", "projector,consistency");
        ServerProcess second = engines.node("--roles", "api");
        ServerProcess third = engines.node();
        ApiClient one = first.client();
        ApiClient two = second.client();
        ApiClient three = third.client()) {
      for (int i = 0; i < likes; i++) {
        ApiResponse put = two.send("PUT", "/v1/targets/watched:" + i + "/like/u42", null);
        assertThat(put.status()).as(put.body()).isEqualTo(200);
      }
      for (ApiClient node : List.of(one, two, three)) {
        // A look that comes too late is left out, so on a busy machine some more are needed.
        Eventually.holds(
            "enough are checked",
            PATIENCE,
            () -> {
              two.send("PUT", "/v1/targets/watched:0/like/more" + System.nanoTime(), null);
              return watched(node) >= likes;
            });
        assertThat(node.get("/consistency/report").json().object("findings").number("total"))
            .isZero();
      }
    }
  }

  /** How many events were looked for after a second, in the view that has fewer. */
  private static long watched(ApiClient client) throws IOException, InterruptedException {
    Map<String, Long> checked = new HashMap<>(Map.of("ledger", 0L, "hot", 0L));
    for (JsonObject rate : client.get("/consistency/report").json().objects("rates")) {
      if (rate.number("windowSeconds") == 1) {
        checked.merge(rate.textOr("view", "?"), rate.number("checked"), Long::sum);
      }
    }
    return Collections.min(checked.values());
  }

  @Test
  void aNodeWaitsForAnEngineByName() throws IOException, InterruptedException {
    int port = FreePorts.find(1).getFirst();
    engines.postgres().stop();
    try (ServerProcess node = engines.launch("--port", Integer.toString(port));
        ApiClient client =
            new ApiClient(URI.create("http://127.0.0.1:" + port), null, Duration.ofSeconds(5))) {
      Eventually.holds("it says whom it waits for", PATIENCE, () -> waitsForPostgres(client));
      assertThat(client.send("PUT", "/v1/targets/video:9/like/u42", null).status()).isEqualTo(503);
      assertThat(client.get("/health/live").status()).isEqualTo(200);
      engines.postgres().start();
      node.awaitReady();
      assertThat(client.send("PUT", "/v1/targets/video:9/like/u42", null).status()).isEqualTo(200);
    }
  }

  @Test
  void aRedisThatEvictsIsRefusedWithWhatToDo() throws IOException, InterruptedException {
    engines.redis().command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    try (ServerProcess node = engines.launch()) {
      assertThat(node.awaitExit()).isEqualTo(1);
      assertThat(node.errors()).contains("set maxmemory-policy to noeviction");
    } finally {
      engines.redis().command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    }
  }

  @Test
  void aTopicThatTheLedgerWasNotMadeFromIsRefused() throws IOException, InterruptedException {
    try (ServerProcess first = engines.node();
        ApiClient client = first.client()) {
      assertThat(client.send("PUT", "/v1/targets/video:6/like/u42", null).status()).isEqualTo(200);
      Eventually.holds("it is projected", PATIENCE, () -> isProjected(client, "video:6"));
    }
    try (ServerProcess node = engines.launch("--set", "kafka.topic-prefix=other")) {
      // The same ledger beside another, empty, topic.
      assertThat(node.awaitExit()).isEqualTo(1);
      assertThat(node.errors()).contains("kafka.topic-prefix");
    }
  }

  /** What one node begins, any node does, and another takes over when it is killed. */
  @Test
  void erasingAndRebuildingOutliveTheNode() throws Exception {
    OperationsStory story = new OperationsStory("erased", 600);
    try (ServerProcess first = engines.node();
        ServerProcess second = engines.node();
        ApiClient one = first.client();
        ApiClient two = second.client()) {
      story.like(one, "spam", 0, 600);
      story.like(two, "friend", 0, 300);
      for (int i = 0; i < 20; i++) {
        one.send(
            "POST", "/v1/targets/" + story.target(i) + "/view", Map.of("actor", "a", "token", "t"));
      }
      String id = OperationsStory.begin(one, "DELETE", "/admin/v1/actors/spam", null);
      first.killNow();
      OperationsStory.Others others = story.new Others(two);
      assertThat(OperationsStory.awaitDone(two, id).text("detail")).contains("archived");
      OperationsStory.rebuild(two, Map.of("into", "copy"));
      assertThat(rebuilt(two, "hot").text("detail")).contains("partitions are new");
      assertThat(rebuilt(two, "counts").text("detail")).contains(" 0 wrong, 0 not summed");
      others.stop();
      story.gone("spam");
      story.assertCounts(two);

      String restore = OperationsStory.begin(two, "POST", "/admin/v1/actors/spam/restore", null);
      assertThat(OperationsStory.awaitDone(two, restore).text("detail"))
          .isEqualTo("600 registers are set again");
      story.likes.forEach(who -> who.add("spam"));
      story.assertCounts(two);

      Eventually.holds("a rebuilt ledger holds the same", PATIENCE, () -> sameWhenRebuilt(two));
      JsonObject verified = two.get("/admin/v1/verify?against=copy").json();
      assertThat(verified.isTrue("equal")).as("%s", verified).isTrue();
      assertThat(verified.number("compared")).isGreaterThan(600);
      OperationsStory.rebuild(two, Map.of("into", "copy", "from", 0));
      OperationsStory.rebuild(two, Map.of("into", "copy", "from", "2026-01-01T00:00:00Z"));
      assertThat(two.get("/admin/v1/verify?against=copy").json().isTrue("equal")).isTrue();
    }
  }

  /** The first node is alone when sweeping begins, so it is the one that sweeps. */
  @Test
  void anotherNodeSweepsOnceTheOneThatDidIsKilled() throws IOException, InterruptedException {
    String[] often = {"--set", "consistency.sweep-interval=1s"};
    try (ServerProcess first = engines.node(often);
        ApiClient one = first.client()) {
      String before = sweptAt(one);
      Eventually.holds("the first sweeps", PATIENCE, () -> !sweptAt(one).equals(before));
      try (ServerProcess second = engines.node(often);
          ApiClient two = second.client()) {
        first.killNow();
        long killedNanos = System.nanoTime();
        String last = sweptAt(two);
        Eventually.holds(
            "the second sweeps", Duration.ofSeconds(45), () -> !sweptAt(two).equals(last));
        System.out.printf(
            "ClusterIT: swept %d ms after the kill%n",
            (System.nanoTime() - killedNanos) / 1_000_000);
      }
    }
  }

  /** When the last pass over what changed ended, as the ledger says. */
  static String sweptAt(ApiClient client) throws IOException, InterruptedException {
    return client
        .get("/consistency/report?hours=1")
        .json()
        .object("sweeps")
        .object("recent")
        .textOr("endedAt", "never");
  }

  private static JsonObject rebuilt(ApiClient client, String what) throws Exception {
    String path = "/admin/v1/rebuild/" + what;
    return OperationsStory.awaitDone(client, OperationsStory.begin(client, "POST", path, null));
  }

  /** The ledger may not have all that is written yet. */
  private static boolean sameWhenRebuilt(ApiClient client)
      throws IOException, InterruptedException {
    OperationsStory.rebuild(client, Map.of("into", "copy"));
    String served = OperationsStory.export(client, "format=csv");
    return served.contains(",view,,view,,,1\n")
        && served.equals(OperationsStory.export(client, "format=csv&ledger=copy"));
  }

  private static boolean waitsForPostgres(ApiClient client)
      throws IOException, InterruptedException {
    try {
      ApiResponse ready = client.get("/health/ready");
      return ready.status() == 503 && ready.body().contains("waiting for PostgreSQL");
    } catch (UnreachableException e) {
      return false;
    }
  }

  private static String detail(ApiClient client, String component)
      throws IOException, InterruptedException {
    return client
        .get("/health")
        .json()
        .object("components")
        .object(component)
        .textOr("detail", "?");
  }

  static boolean isProjected(ApiClient client, String target)
      throws IOException, InterruptedException {
    var explained = client.get("/v1/targets/" + target + "/explain").json();
    var registers = explained.object("position");
    var counters = explained.object("counterPosition");
    return registers.number("offset") > 0
        && registers.number("offset") >= registers.number("logEnd")
        && counters.number("offset") >= counters.number("logEnd");
  }

  /** The same where counters have no partition of their own. */
  static boolean isProjectedInOne(ApiClient client, String target)
      throws IOException, InterruptedException {
    var registers = client.get("/v1/targets/" + target + "/explain").json().object("position");
    return registers.number("offset") > 0
        && registers.number("offset") >= registers.number("logEnd");
  }
}
