package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.cli.Cli;
import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.UnreachableException;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody edits the ledger of a running process by hand while writes go on: one pass finds all of
 * it, it is mended, and everything can be explained.
 */
class SweepIT {
  private static final int LIKES = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  @TempDir private Path data;

  @Test
  void whatIsEditedByHandIsFoundMendedAndExplained() throws IOException, InterruptedException {
    try (ServerProcess server =
            ServerProcess.start(
                data,
                "--set",
                "consistency.sweep-interval=300ms",
                "--set",
                "projector.linger=5ms");
        ApiClient client = server.client()) {
      for (int video = 1; video <= 5; video++) {
        for (int actor = 0; actor < LIKES; actor++) {
          client.send("PUT", "/v1/targets/video:" + video + "/like/u" + actor, null);
        }
      }
      client.send("DELETE", "/v1/targets/video:3/like/u0", null);
      Eventually.holds("all is in the ledger", PATIENCE, () -> rows() == 5 * LIKES - 1);

      AtomicBoolean done = new AtomicBoolean();
      AtomicReference<Throwable> failed = new AtomicReference<>();
      Thread writer = Thread.ofVirtual().start(() -> write(server, done, failed));
      edit("DELETE FROM interaction WHERE target = %s AND actor = %s", 1, "u3");
      edit(value("video") + " WHERE target = %s AND actor = %s", 2, "u4");
      edit(value("like") + " WHERE target = %s AND actor = %s", 3, "u0");
      edit("UPDATE count SET total = total + 7 WHERE target = %s AND %s > 0", 4, "u0");

      Eventually.holds(
          "all is found and mended", PATIENCE, () -> Reports.cases(client, "mended").size() >= 4);
      assertThat(Reports.cases(client, "mended").keySet())
          .contains("video:1", "video:2", "video:3", "video:4")
          .doesNotContain("video:5", "video:9");
      for (int video = 1; video <= 5; video++) {
        JsonObject checked = Reports.check(client, video);
        assertThat(checked.isTrue("consistent")).as("video:%d %s", video, checked).isTrue();
        assertThat(Reports.likes(client, video)).isEqualTo(video == 3 ? LIKES - 1 : LIKES);
      }
      done.set(true);
      writer.join();
      assertThat(failed.get()).isNull();

      assertThat(client.get("/v1/targets/video:4/explain").json().objects("cases")).isNotEmpty();
      JsonObject trace = client.get("/v1/targets/video:1/explain?kind=like&actor=u3").json();
      assertThat(trace.object("ledger").object("row").text("value")).isEqualTo("like");
      assertThat(trace.object("event").text("version"))
          .isEqualTo(trace.object("ledger").object("row").text("version"));
      Cli check = Cli.run("check", "--full", "--url", server.url().toString());
      assertThat(check.out()).contains("nothing is known to be wrong");
      assertThat(check.exitCode()).isZero();
      assertThat(Cli.run("report", "--url", server.url().toString()).out()).contains("mended");
    }
  }

  @Test
  void aCaseThatIsHeldIsReleasedByItsNumber() throws IOException, InterruptedException {
    try (ServerProcess server =
            ServerProcess.start(
                data,
                "--set",
                "consistency.sweep-interval=300ms",
                "--set",
                "consistency.repair=report-only");
        ApiClient client = server.client()) {
      for (int video = 1; video <= 2; video++) {
        client.send("PUT", "/v1/targets/video:" + video + "/like/u1", null);
      }
      Eventually.holds("all is in the ledger", PATIENCE, () -> rows() == 2);
      edit("UPDATE count SET total = total + 7 WHERE target = %s AND %s > 0", 1, "u1");
      edit("UPDATE count SET total = total + 7 WHERE target = %s AND %s > 0", 2, "u1");
      Eventually.holds("both are held", PATIENCE, () -> Reports.cases(client, "held").size() == 2);

      String id =
          String.valueOf(
              Objects.requireNonNull(Reports.cases(client, "held").get("video:2")).number("id"));
      Cli released = Cli.run("check", "--release", id, "--url", server.url().toString());
      assertThat(released.exitCode()).as(released.err()).isZero();
      assertThat(released.out()).contains("video:2").doesNotContain("video:1");

      Eventually.holds(
          "it is mended", PATIENCE, () -> Reports.cases(client, "mended").containsKey("video:2"));
      assertThat(Reports.cases(client, "held")).containsOnlyKeys("video:1");
      assertThat(client.get("/v1/targets/video:2/explain").json().objects("repairs"))
          .singleElement()
          .satisfies(repair -> assertThat(repair.text("cause")).contains("(released by "));
      String twice = Cli.run("check", "--release", id, "--url", server.url().toString()).out();
      assertThat(twice).contains("mended");
      Cli unknown = Cli.run("check", "--release", "1000", "--url", server.url().toString());
      assertThat(unknown.exitCode()).isNotZero();
      assertThat(unknown.err()).contains("there is no case 1000");
      Cli all = Cli.run("check", "--release", "--url", server.url().toString());
      assertThat(all.out()).isEqualTo("1 cases are released\n");
    }
  }

  private static void write(
      ServerProcess server, AtomicBoolean done, AtomicReference<Throwable> failed) {
    try (ApiClient client = server.client()) {
      for (int i = 0; !done.get(); i++) {
        client.send(i % 3 == 2 ? "DELETE" : "PUT", "/v1/targets/video:9/like/w" + i % 50, null);
      }
    } catch (RuntimeException | UnreachableException e) {
      failed.set(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long rows() {
    return new LedgerFile(data).number("SELECT COUNT(*) FROM interaction WHERE value IS NOT NULL");
  }

  private static String value(String name) {
    return "UPDATE interaction SET value = (SELECT id FROM name WHERE text = '" + name + "')";
  }

  private void edit(String sql, int video, String actor) {
    String target = "(SELECT id FROM target WHERE text = '" + video + "')";
    String who = "(SELECT id FROM actor WHERE text = '" + actor + "')";
    assertThat(new LedgerFile(data).edit(sql.formatted(target, who))).as(sql).isPositive();
  }
}
