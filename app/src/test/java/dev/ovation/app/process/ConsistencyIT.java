package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.cli.Cli;
import dev.ovation.app.client.ApiClient;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process watches itself: what is whole is told as checked, what somebody took as lost.
 */
class ConsistencyIT {
  private static final int LIKES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  @TempDir private Path data;

  private static JsonObject report(ApiClient client) throws IOException, InterruptedException {
    return client.get("/consistency/report?hours=1").json();
  }

  private static long checked(JsonObject report, String view) {
    return report.objects("rates").stream()
        .filter(rate -> rate.textOr("view", "").equals(view))
        .filter(rate -> rate.number("windowSeconds") == 1)
        .mapToLong(rate -> rate.number("checked"))
        .sum();
  }

  private static List<JsonObject> lost(JsonObject report) {
    return report.object("findings").objects("newest").stream()
        .filter(finding -> finding.textOr("view", "").equals("ledger"))
        .toList();
  }

  @Test
  void whatIsWrittenIsWatchedAndWhatIsTakenIsFound()
      throws IOException, InterruptedException, SQLException {
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      for (int i = 0; i < LIKES; i++) {
        client.send("PUT", "/v1/targets/video:7/like/u" + i, null);
      }
      Eventually.holds(
          "all are checked", PATIENCE, () -> checked(report(client), "ledger") >= LIKES);
      JsonObject healthy = report(client);
      assertThat(checked(healthy, "hot")).isEqualTo(LIKES);
      assertThat(healthy.object("findings").number("total")).isZero();
      assertThat(healthy.object("coverage").number("sampled")).isEqualTo(LIKES);
      assertThat(healthy.object("lag").number("events")).isEqualTo(LIKES);

      client.send("PUT", "/v1/targets/video:8/like/thief", null);
      Eventually.holds("it is in the ledger", PATIENCE, () -> take("thief") > 0);

      Eventually.holds("it is missed", PATIENCE, () -> !lost(report(client)).isEmpty());
      JsonObject finding = lost(report(client)).getFirst();
      assertThat(finding.text("target")).isEqualTo("video:8");
      assertThat(finding.text("key")).isEqualTo("thief");
      assertThat(finding.text("expectedValue")).isEqualTo("like");
      assertThat(finding.text("foundValue")).isNull();
      assertThat(client.get("/health").json().object("components"))
          .extracting(components -> components.object("consistency").text("status"))
          .isEqualTo("degraded");
      assertThat(client.get("/metrics").body())
          .contains("ovation_consistency_wrong_total{view=\"ledger\"");
      assertThat(Cli.run("report", "--hours", "1", "--url", server.url().toString()).out())
          .contains("nines")
          .contains("ledger lag")
          .contains("video:8/like/thief");
      server.killNow();
    }
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      assertThat(checked(report(client), "ledger"))
          .as("figures outlive the process")
          .isGreaterThanOrEqualTo(LIKES);
      assertThat(lost(report(client))).isNotEmpty();
    }
  }

  /**
   * Deletes an actor's row behind the process's back; answers how many rows changed, the mark of it
   * included.
   */
  private int take(String actor) {
    return new LedgerFile(data)
        .edit(
            "DELETE FROM interaction WHERE actor = (SELECT id FROM actor WHERE text = '"
                + actor
                + "')");
  }
}
