package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.cli.Cli;
import dev.ovation.app.client.ApiClient;
import dev.ovation.app.json.JsonObject;
import dev.ovation.core.figures.Figures;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erasing, restoring, exporting and rebuilding, at the real process while others write. */
class OperationsIT {
  private static final int HELD = 2_000;

  @TempDir private Path data;

  @Test
  void whoIsErasedDuringWritesLeavesExactCountsAlsoWhenTheProcessIsKilled() throws Exception {
    erase(HELD);
  }

  @Test
  @Tag("long")
  void whoHasTenThousandInteractionsIsErasedDuringWrites() throws Exception {
    erase(10_000);
  }

  private void erase(int held) throws Exception {
    OperationsStory story = new OperationsStory("video", held);
    String id;
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      story.like(client, "spam", 0, held);
      story.like(client, "friend", 0, held / 2);
      story.assertCounts(client);
      id = OperationsStory.begin(client, "DELETE", "/admin/v1/actors/spam", null);
      server.killNow(); // Somewhere on its way.
    }
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      OperationsStory.Others others = story.new Others(client);
      long beganNanos = System.nanoTime();
      OperationsStory.awaitDone(client, id);
      Figures.tell(
          "erasing",
          "%,d interactions, ended %,d ms after the restart, with %,d likes meanwhile",
          held,
          (System.nanoTime() - beganNanos) / 1_000_000,
          others.answered());
      others.stop();
      story.gone("spam");
      story.assertCounts(client);
      assertThat(client.get("/v1/actors/spam/like").json().objects("items")).isEmpty();

      // Newer than the archive: stays as it is, and is one of the counts already.
      story.like(client, "spam", 0, 3);
      String restore = OperationsStory.begin(client, "POST", "/admin/v1/actors/spam/restore", null);
      client.send("POST", "/admin/v1/operations/" + restore + "/pause", null);
      client.send("POST", "/admin/v1/operations/" + restore + "/resume", null);
      JsonObject restored = OperationsStory.awaitDone(client, restore);
      assertThat(restored.text("detail"))
          .isEqualTo(
              held - 3 + " registers are set again, 3 were written to since and stay as they are");
      story.likes.forEach(who -> who.add("spam"));
      story.assertCounts(client);

      String erased = Cli.run("erase", "--actor", "spam", "--wait", "--url", url(server)).out();
      assertThat(erased).contains("is done").contains(held + " registers are erased");
      story.gone("spam");
      story.assertCounts(client);
      String nothing = Cli.run("restore", "--actor", "spam", "--wait", "--url", url(server)).out();
      assertThat(nothing).contains("0 registers are set again");
      String target = Cli.run("erase", "--target", "video:1", "--wait", "--url", url(server)).out();
      assertThat(target).contains("is done");
      story.likes.get(1).clear();
      story.assertCounts(client);
    }
  }

  private static String url(ServerProcess server) {
    return server.url().toString();
  }

  @Test
  void aLedgerThatIsRebuiltDuringWritesHoldsTheSameToTheByte() throws Exception {
    OperationsStory story = new OperationsStory("video", 300);
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      for (String actor : List.of("a", "b", "c")) {
        story.like(client, actor, 0, 300);
      }
      client.send("PUT", "/v1/targets/video:7/reaction/a", Map.of("value", "love"));
      client.send("PUT", "/v1/targets/video:7/reaction/a", Map.of("value", "haha"));
      client.send("DELETE", "/v1/targets/video:8/like/a", null);
      for (int i = 0; i < 200; i++) {
        client.send(
            "POST",
            "/v1/targets/video:" + i % 5 + "/view",
            i % 2 == 0 ? Map.of("actor", "a", "token", "t" + i / 4) : Map.of("actor", "b"));
      }
      OperationsStory.Others others = story.new Others(client);
      JsonObject dry = OperationsStory.rebuild(client, Map.of("into", "copy", "dryRun", true));
      assertThat(dry.text("detail")).contains("into a new ledger");
      String id =
          OperationsStory.begin(client, "POST", "/admin/v1/rebuild/ledger", Map.of("into", "copy"));
      client.send("POST", "/admin/v1/operations/" + id + "/pause", null);
      client.send("POST", "/admin/v1/operations/" + id + "/resume", null);
      OperationsStory.awaitDone(client, id);
      others.stop();

      Eventually.holds(
          "what is written is in the ledger",
          OperationsStory.PATIENCE,
          () -> ClusterIT.isProjectedInOne(client, "video:7"));
      OperationsStory.rebuild(client, Map.of("into", "copy"));
      String served = OperationsStory.export(client, "format=csv");
      assertThat(served)
          .startsWith("space,target,kind,actor,value,version,at,total\n")
          .contains("default,video:0,view,,view,,,")
          .contains("default,video:7,reaction,a,haha,");
      assertThat(OperationsStory.export(client, "ledger=copy")).isEqualTo(served);
      assertThat(OperationsStory.export(client, "format=jsonl&ledger=copy"))
          .isEqualTo(OperationsStory.export(client, "format=jsonl"));
      assertThat(tokens(data.resolve("rebuilt/copy"))).isEqualTo(tokens(data)).isNotEmpty();

      assertThat(Cli.run("verify", "--against", "copy", "--url", url(server)).out())
          .startsWith("0 of ")
          .doesNotContain("not projected");

      OperationsStory.rebuild(client, Map.of("into", "copy", "from", 0));
      assertThat(OperationsStory.export(client, "ledger=copy"))
          .as("replaying once more changes nothing")
          .isEqualTo(served);
      String hourAgo = Instant.now().minusSeconds(3600).toString();
      client.send("POST", "/v1/targets/video:0/view", Map.of("actor", "last"));
      OperationsStory.rebuild(client, Map.of("into", "copy"));
      OperationsStory.rebuild(client, Map.of("into", "copy", "from", 0));
      String since =
          Cli.run(
                  "rebuild",
                  "ledger",
                  "--into",
                  "copy",
                  "--from",
                  hourAgo,
                  "--wait",
                  "--url",
                  url(server))
              .out();
      assertThat(since).contains("is done");
      Eventually.holds(
          "it is in the ledger that is served, too",
          OperationsStory.PATIENCE,
          () -> ClusterIT.isProjectedInOne(client, "video:0"));
      assertThat(OperationsStory.export(client, "ledger=copy"))
          .as("also when a counter was added to last")
          .isEqualTo(OperationsStory.export(client, "format=csv"));
      JsonObject none =
          OperationsStory.rebuild(
              client, Map.of("into", "copy", "dryRun", true, "from", "2100-01-01T00:00:00Z"));
      assertThat(none.text("detail")).startsWith("would replay offsets of 0 events, of ");
      damage(data.resolve("rebuilt/copy"));
      Cli verified = Cli.run("verify", "--against", "copy", "--url", url(server));
      assertThat(verified.exitCode()).isEqualTo(1);
      assertThat(verified.out()).startsWith("1 of ").contains("video:3");
      assertThat(Cli.run("operations", "list", "--url", url(server)).out())
          .contains("rebuild-ledger");
    }
  }

  /** Takes one from a count, past the product. */
  private static void damage(Path folder) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "UPDATE count SET total = total - 1, n = n + 1 WHERE target = (SELECT id FROM"
                      + " target WHERE text = '3') AND kind = (SELECT id FROM name WHERE text ="
                      + " 'like')"))
          .isEqualTo(1);
    }
  }

  /** The tokens that a ledger remembers, by their texts. */
  private static List<String> tokens(Path folder) throws Exception {
    List<String> tokens = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT t.text || ' ' || k.key || ' ' || k.version || ' ' || k.at FROM token k"
                    + " JOIN target t ON t.id = k.target ORDER BY 1")) {
      while (row.next()) {
        tokens.add(row.getString(1));
      }
    }
    return tokens;
  }
}
