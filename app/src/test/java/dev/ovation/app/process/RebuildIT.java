package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.cli.Cli;
import dev.ovation.app.client.ApiClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts and hot store of the real process are made anew while others write. */
class RebuildIT {
  private static final int VIDEOS = 300;

  @TempDir private Path data;

  @Test
  void countsAndHotStoreAreMadeAnewWhileOthersWrite() throws Exception {
    OperationsStory story = new OperationsStory("video", VIDEOS);
    // Nobody else mends anything here.
    try (ServerProcess server =
            ServerProcess.start(
                data,
                "--set",
                "consistency.repair=report-only",
                "--set",
                "consistency.sweep-interval=1d",
                "--set",
                "projector.linger=5ms");
        ApiClient client = server.client()) {
      String url = server.url().toString();
      for (String actor : List.of("a", "b", "c")) {
        story.like(client, actor, 0, VIDEOS);
      }
      client.send("POST", "/v1/targets/video:1/view", Map.of("actor", "a"));
      Eventually.holds(
          "all is in the ledger",
          OperationsStory.PATIENCE,
          () -> number("SELECT sum(total) FROM count") == 3 * VIDEOS + 1);
      story.assertCounts(client);
      OperationsStory.Others others = story.new Others(client);

      edit("UPDATE count SET total = total + 1000 WHERE target IN " + ids(1, 2));
      edit("UPDATE count SET high = NULL, low = NULL WHERE target IN " + ids(250, 251, 252, 253));
      assertThat(run(url, "counts", "--dry-run"))
          .contains("3 wrong, 4 not summed; nothing is changed");
      assertThat(run(url, "hot")).contains("counts and views are dropped");
      assertThat(likes(client, 2)).as("as the ledger has it").isGreaterThanOrEqualTo(1000);
      assertThat(run(url, "counts", "--target", "video:2"))
          .contains("1 wrong")
          .contains("1 mended");
      assertThat(likes(client, 2)).isLessThan(1000);
      assertThat(run(url, "counts", "--space", "elsewhere")).contains("0 counts looked at");
      assertThat(run(url, "counts")).contains("2 wrong, 4 not summed; 6 mended");
      assertThat(number("SELECT count(*) FROM count WHERE high IS NULL AND total > 0")).isZero();
      assertThat(run(url, "counts", "--target", "video:1")).contains("0 wrong, 0 not summed");
      assertThat(run(url, "hot", "--target", "video:1")).contains("compared with the ledger");

      others.stop();
      story.assertCounts(client);
      assertThat(Cli.run("check", "--target", "video:2", "--url", url).exitCode()).isZero();
      assertThat(Cli.run("operations", "list", "--url", url).out())
          .contains("rebuild-counts")
          .contains("rebuild-hot");
      assertThat(Cli.run("rebuild", "hot", "--space", "default", "--url", url).exitCode())
          .as("a space alone")
          .isNotZero();
    }
  }

  private static String run(String url, String... what) {
    List<String> arguments = new ArrayList<>(List.of("rebuild"));
    arguments.addAll(List.of(what));
    arguments.addAll(List.of("--wait", "--url", url));
    Cli done = Cli.run(arguments.toArray(String[]::new));
    assertThat(done.exitCode()).as("%s %s", done.out(), done.err()).isZero();
    return done.out();
  }

  private static long likes(ApiClient client, int video) throws Exception {
    return client
        .get("/v1/targets/video:" + video)
        .json()
        .object("counts")
        .object("like")
        .number("like");
  }

  private static String ids(int... videos) {
    List<String> texts = new ArrayList<>();
    for (int video : videos) {
      texts.add("'" + video + "'");
    }
    return "(SELECT id FROM target WHERE text IN (" + String.join(", ", texts) + "))";
  }

  private long number(String sql) {
    return new LedgerFile(data).number(sql);
  }

  /** Changes counts past the product. */
  private void edit(String sql) {
    assertThat(new LedgerFile(data).edit(sql)).as(sql).isPositive();
  }
}
