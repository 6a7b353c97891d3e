package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.cli.Cli;
import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events that the ledger refuses, because of a trigger in the real one, are parked: still shown,
 * tried again once the trigger is gone, or dropped, in both profiles and over kills.
 */
class DeadLettersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LETTERS = "/admin/v1/dead-letters";

  @TempDir private Path directory;

  private static final String SQLITE_TRIGGER =
      """
      CREATE TRIGGER refuse_8 BEFORE INSERT ON interaction
      WHEN EXISTS (SELECT 1 FROM target WHERE id = NEW.target AND text = '8')
      BEGIN SELECT RAISE(ABORT, 'video 8 is refused'); END""";

  private static final String POSTGRES_TRIGGER =
      """
      CREATE FUNCTION ovation.refuse_8() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'video 8 is refused'; END $$;
      CREATE TRIGGER refuse_8 BEFORE INSERT ON ovation.interaction
        FOR EACH ROW WHEN (NEW.target = 'video:8') EXECUTE FUNCTION ovation.refuse_8()""";

  @Test
  void embedded() throws Exception {
    String url = "jdbc:sqlite:" + directory.resolve("ledger.db");
    try (ServerProcess server = ServerProcess.start(directory);
        ApiClient client = server.client()) {
      put(client, "video:7", "u1");
      awaitProjected(client, "video:7");
      run(url, "", "", SQLITE_TRIGGER);
      park(client, client);
      server.killNow(); // While what is parked is parked.
    }
    run(url, "", "", "DROP TRIGGER refuse_8");
    try (ServerProcess server = ServerProcess.start(directory);
        ApiClient client = server.client()) {
      assertShownAsParked(client);
      settle(client, server.url().toString());
      server.killNow();
    }
    try (ServerProcess server = ServerProcess.start(directory);
        ApiClient client = server.client()) {
      assertSettled(client);
    }
  }

  @Test
  void cluster() throws Exception {
    try (ClusterEngines engines = ClusterEngines.start(directory);
        ServerProcess first = engines.node();
        ServerProcess second = engines.node();
        ApiClient one = first.client();
        ApiClient two = second.client()) {
      String url = engines.postgres().jdbcUrl("postgres");
      put(one, "video:7", "u1");
      awaitProjected(one, "video:7");
      run(url, PostgresServer.USER, "", POSTGRES_TRIGGER);
      park(one, two);
      first.killNow();
      run(url, PostgresServer.USER, "", "DROP TRIGGER refuse_8 ON ovation.interaction");
      try (ServerProcess third = engines.node();
          ApiClient three = third.client()) {
        // Some partition is each node's, so the letters are decided by who need not own them.
        assertShownAsParked(three);
        settle(three, second.url().toString());
        assertSettled(two);
        assertSettled(three);
      }
    }
  }

  // ---- the story -----------------------------------------------------------------------------

  private static void put(ApiClient client, String target, String actor) throws Exception {
    ApiResponse response = client.send("PUT", "/v1/targets/" + target + "/like/" + actor, null);
    assertThat(response.status()).as(response.body()).isEqualTo(200);
  }

  private static void awaitProjected(ApiClient client, String target) throws Exception {
    Eventually.holds(target + " is in the ledger", PATIENCE, () -> stored(client, target) > 0);
  }

  private static long stored(ApiClient client, String target)
      throws IOException, InterruptedException {
    try {
      return client
          .get("/v1/targets/" + target + "/explain")
          .json()
          .object("kinds")
          .object("like")
          .object("values")
          .object("like")
          .number("stored");
    } catch (UnreachableException e) {
      throw new IOException(e);
    }
  }

  private static List<JsonObject> letters(ApiClient client, String query)
      throws IOException, InterruptedException {
    try {
      return client.get(LETTERS + query).json().objects("deadLetters");
    } catch (UnreachableException e) {
      throw new IOException(e);
    }
  }

  /** Two likes are answered and refused by the ledger; those around them are none the worse. */
  private static void park(ApiClient client, ApiClient other) throws Exception {
    for (String actor : List.of("u1", "u2")) {
      put(client, "video:9", actor);
      put(client, "video:8", actor);
    }
    Eventually.holds("two letters", PATIENCE, () -> letters(other, "").size() == 2);
    awaitProjected(other, "video:9");
    for (JsonObject letter : letters(other, "?space=default&cause=video+8+is+refused")) {
      assertThat(letter.text("state")).isEqualTo("parked");
      assertThat(letter.object("event").text("target")).isEqualTo("video:8");
    }
    assertThat(letters(other, "?cause=something+else")).isEmpty();
    assertThat(letters(other, "?state=settled")).isEmpty();
    assertThat(letters(other, "?parkedBefore=2020-01-01T00:00:00Z")).isEmpty();
    assertShownAsParked(other);
    JsonObject health = other.get("/health").json().object("components").object("deadLetters");
    assertThat(health.text("status")).isEqualTo("degraded");
    assertThat(health.text("detail")).startsWith("2 parked");
    assertThat(other.get("/metrics").body())
        .contains("ovation_deadletters_parked 2.0")
        .containsPattern("ovation_deadletters_age_seconds \\d");

    // It is tried again while the cause is there still.
    String id = String.valueOf(letters(other, "").getFirst().text("id"));
    ApiResponse refused = other.send("POST", LETTERS + "/" + id + "/retry", null);
    assertThat(refused.status()).as(refused.body()).isEqualTo(200);
    assertThat(refused.json().text("state")).isEqualTo("parked");
    assertThat(refused.json().number("attempts")).isEqualTo(2);
  }

  private static void assertShownAsParked(ApiClient client) throws Exception {
    ApiResponse liked = client.get("/v1/targets/video:8/like/u1");
    assertThat(liked.json().text("value")).as(liked.body()).isEqualTo("like");
    Eventually.holds(
        "both likes are counted",
        PATIENCE,
        () -> {
          try {
            return client.get("/v1/targets/video:8/like/u2").json().object("counts").number("like")
                == 2;
          } catch (UnreachableException e) {
            throw new IOException(e);
          }
        });
    assertThat(client.get("/v1/targets/video:8/explain").body()).contains("\"parked\":true");
  }

  /** One is tried again from the command line, one is dropped over HTTP. */
  private static void settle(ApiClient client, String url) throws Exception {
    List<JsonObject> parked = letters(client, "");
    String retried = idOf(parked, "u1");
    String dropped = idOf(parked, "u2");

    Cli shown = Cli.run("dead-letters", "show", retried, "--url", url);
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("video 8 is refused", "default video:8/like/u1 like");
    Cli retry = Cli.run("dead-letters", "retry", retried, "--url", url, "--json");
    assertThat(retry.exitCode()).as(retry.err() + retry.out()).isZero();
    assertThat(retry.json().text("state")).isEqualTo("retried");

    ApiResponse unexplained = client.send("POST", LETTERS + "/" + dropped + "/drop", null);
    assertThat(unexplained.status()).as("a reason is needed").isEqualTo(400);
    ApiResponse drop =
        client.send("POST", LETTERS + "/" + dropped + "/drop", Map.of("reason", "a test's"));
    assertThat(drop.status()).as(drop.body()).isEqualTo(200);
    assertThat(drop.json().text("state")).isEqualTo("dropped");
    ApiResponse again = client.send("POST", LETTERS + "/" + dropped + "/retry", null);
    assertThat(again.status()).as(again.body()).isEqualTo(422);
    assertThat(client.get(LETTERS + "/0-999999999").status()).isEqualTo(404);
    assertThat(client.get(LETTERS + "/nothing").status()).isEqualTo(404);
    assertThat(client.get(LETTERS + "?state=gone").status()).isEqualTo(422);
    assertSettled(client);
  }

  private static String idOf(List<JsonObject> letters, String actor) {
    return letters.stream()
        .filter(letter -> actor.equals(letter.object("event").text("actor")))
        .map(letter -> letter.textOr("id", "?"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSettled(ApiClient client) throws Exception {
    Eventually.holds(
        "the register shows what the ledger says",
        PATIENCE,
        () -> {
          try {
            return client.get("/v1/targets/video:8/like/u2").json().text("value") == null;
          } catch (UnreachableException e) {
            throw new IOException(e);
          }
        });
    JsonObject liked = client.get("/v1/targets/video:8/like/u1").json();
    assertThat(liked.text("value")).isEqualTo("like");
    assertThat(liked.object("counts").number("like")).isEqualTo(1);
    assertThat(letters(client, "")).isEmpty();
    assertThat(letters(client, "?state=settled"))
        .extracting(letter -> letter.text("state"))
        .containsExactlyInAnyOrder("retried", "dropped");
    String explained = client.get("/v1/targets/video:8/explain").body();
    assertThat(explained).contains("tried again", "dropped", "a test's");
    assertThat(stored(client, "video:8")).isEqualTo(1);
  }

  private static void run(String url, String user, String password, String sql)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
