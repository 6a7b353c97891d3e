package dev.ovation.app.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.json.JsonObject;
import dev.ovation.engines.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody changes by hand what the engines of a cluster hold: rows, counts and a position in
 * PostgreSQL, a count and a view in Redis. All of it is found, mended to what it was, and told; and
 * nothing else is called wrong.
 */
class ClusterDamageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ACTORS = 5;
  private static final int VIDEOS = 8;
  private static final String ADD_SEVEN =
      """
      local base = redis.call('HGET', KEYS[1], '\\0')
      local total = struct.unpack('>i8', base, #base - 7)
      redis.call('HSET', KEYS[1], '\\0', string.sub(base, 1, #base - 8) .. struct.pack('>i8', total + 7))
      return total
      """;

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
  void whatIsChangedByHandIsFoundMendedAndTold() throws Exception {
    try (ServerProcess node = engines.node("--set", "consistency.sweep-interval=500ms");
        ApiClient client = node.client()) {
      for (int video = 1; video <= VIDEOS; video++) {
        for (int actor = 0; actor < ACTORS; actor++) {
          put(client, video, "u" + actor);
        }
      }
      client.send("DELETE", like(3, "u0"), null);
      Eventually.holds("all is in the ledger", PATIENCE, () -> rows() == VIDEOS * ACTORS - 1);
      load(client);

      edit("DELETE FROM interaction WHERE target = 'video:1' AND actor = 'u3'");
      edit("UPDATE interaction SET value = 'x' WHERE target = 'video:2' AND actor = 'u4'");
      edit("UPDATE interaction SET value = 'like' WHERE target = 'video:3' AND actor = 'u0'");
      edit("UPDATE count SET total = total + 7 WHERE target = 'video:4'");
      edit("DELETE FROM count WHERE target = 'video:5'");
      assertThat(engines.redis().command("EVAL", ADD_SEVEN, "1", key("*:t:*video:6/like")))
          .isEqualTo((long) ACTORS);
      assertThat(engines.redis().command("HDEL", key("*:v:default/u1"), "@default/video:7/like"))
          .isEqualTo(1L);
      // Nobody has touched the actor since, so its view is looked at with everything.
      ApiResponse sweep = client.send("POST", "/consistency/check", Map.of());
      assertThat(sweep.status()).as(sweep.body()).isEqualTo(202);

      Eventually.holds(
          () -> "all is found and mended, but only " + told(client),
          PATIENCE,
          () -> Reports.cases(client, "mended").size() >= VIDEOS - 1);
      for (int video = 1; video <= VIDEOS; video++) {
        JsonObject check = Reports.check(client, video);
        assertThat(check.isTrue("consistent")).as("video:%d %s", video, check).isTrue();
        assertThat(Reports.likes(client, video)).as("video:%d", video).isEqualTo(likesOf(video));
      }
      assertThat(mine(client)).hasSize(VIDEOS);
      assertThat(Reports.cases(client, "mended").keySet()).doesNotContain("video:8");
      assertThat(explained(client, 6).objects("cases")).isNotEmpty();
    }
  }

  /** The offset says that the ledger has what it never was given. */
  @Test
  void anEventThatAMovedOffsetSkipsIsProjectedAfterAll() throws Exception {
    String[] slow = {"--set", "projector.linger=10s", "--set", "consistency.sweep-interval=500ms"};
    int video = 50;
    long partition;
    try (ServerProcess node = engines.node(slow);
        ApiClient client = node.client()) {
      put(client, video, "first");
      Eventually.holds("it is in the ledger", PATIENCE, () -> rows(video) == 1);
      // The next sweep begins from there.
      String swept = ClusterIT.sweptAt(client);
      Eventually.holds("a pass ends", PATIENCE, () -> !ClusterIT.sweptAt(client).equals(swept));
      put(client, video, "skipped");
      partition = explained(client, video).object("position").number("partition");
      node.killNow();
    }
    assertThat(rows(video)).as("the second is in the log alone").isEqualTo(1);
    edit("UPDATE position SET h = h + 1 WHERE partition = " + partition);

    try (ServerProcess node = engines.node("--set", "consistency.sweep-interval=500ms");
        ApiClient client = node.client()) {
      Eventually.holds("the row is there", PATIENCE, () -> rows(video) == 2);
      Eventually.holds("and counted", PATIENCE, () -> Reports.likes(client, video) == 2);
      Eventually.holds(
          "and told",
          PATIENCE,
          () -> Reports.cases(client, "mended").containsKey("video:" + video));
    }
  }

  private static void put(ApiClient client, int video, String actor)
      throws IOException, InterruptedException {
    ApiResponse response = client.send("PUT", like(video, actor), null);
    assertThat(response.status()).as(response.body()).isEqualTo(200);
  }

  private static String like(int video, String actor) {
    return "/v1/targets/video:" + video + "/like/" + actor;
  }

  private static int likesOf(int video) {
    return video == 3 ? ACTORS - 1 : ACTORS;
  }

  /** Has Redis hold the counts and a view. */
  private static void load(ApiClient client) throws IOException, InterruptedException {
    for (int video = 1; video <= VIDEOS; video++) {
      assertThat(Reports.likes(client, video)).isEqualTo(likesOf(video));
    }
    assertThat(mine(client)).hasSize(VIDEOS);
  }

  private static JsonObject explained(ApiClient client, int video)
      throws IOException, InterruptedException {
    return client.get("/v1/targets/video:" + video + "/explain").json();
  }

  /** What one actor likes, as summaries tell it from its view. */
  private static List<String> mine(ApiClient client) throws IOException, InterruptedException {
    List<String> videos = IntStream.rangeClosed(1, VIDEOS).mapToObj(i -> "video:" + i).toList();
    return client
        .send("POST", "/v1/summaries", Map.of("actor", "u1", "targets", videos))
        .json()
        .objects("summaries")
        .stream()
        .filter(summary -> summary.object("mine").textOr("like", "").equals("like"))
        .map(summary -> summary.textOr("target", "?"))
        .toList();
  }

  /** The one key of Redis that is like this. */
  private static String key(String pattern) throws IOException {
    Object keys = engines.redis().command("KEYS", pattern);
    assertThat(keys).asInstanceOf(LIST).as(pattern).hasSize(1);
    return (String) requireNonNull(((List<?>) requireNonNull(keys)).getFirst());
  }

  private static String told(ApiClient client) {
    try {
      return client.get("/consistency/report?hours=1").body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }

  private static Connection postgres() throws SQLException {
    return DriverManager.getConnection(
        engines.postgres().jdbcUrl("postgres") + "?currentSchema=ovation", PostgresServer.USER, "");
  }

  private static long rows() {
    return number("SELECT count(*) FROM interaction WHERE value IS NOT NULL AND actor LIKE 'u%'");
  }

  private static long rows(int video) {
    return number(
        "SELECT count(*) FROM interaction WHERE value IS NOT NULL AND target = 'video:"
            + video
            + "'");
  }

  private static long number(String sql) {
    try (Connection connection = postgres();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static void edit(String sql) {
    try (Connection connection = postgres();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
