package dev.ovation.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says of the consistency report. */
class HttpConsistencyTest {
  @Test
  void aReportHasAllItsPartsBeforeAnythingWasChecked(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (HttpFixture http = HttpFixture.start(folder, "")) {
      JsonObject report = http.get("/consistency/report?hours=3").is(200).json();
      assertThat(report.fields().keySet())
          .containsExactly(
              "hours", "since", "until", "rates", "lag", "coverage", "findings", "sweeps", "cases");
      assertThat(report.object("cases").number("held")).isZero();
      assertThat(report.number("hours")).isEqualTo(3);
      assertThat(report.objects("rates")).isEmpty();
      assertThat(report.object("coverage").fields()).containsKeys("seen", "sampled", "over-rate");
      assertThat(report.object("findings").number("total")).isZero();
      assertThat(http.get("/consistency/report").is(200).json().number("hours")).isEqualTo(24);

      http.get("/consistency/report?hours=0").is(422);
      http.get("/consistency/report?hours=9000").is(422);
      http.get("/consistency/report?days=1").is(400);
      assertThat(http.get("/health").is(200).json().object("components").fields())
          .containsKey("consistency");
    }
  }

  @Test
  void whereNothingIsWatchedHealthSaysSo(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (HttpFixture http = HttpFixture.start(folder, "consistency:\n  watch-rate: 0\n")) {
      http.put("/v1/targets/a:1/like/u1").is(200);
      assertThat(http.get("/health").is(200).body()).contains("consistency.watch-rate is 0");
      assertThat(http.get("/consistency/report").is(200).json().objects("rates")).isEmpty();
    }
  }

  @Test
  void aTargetIsCheckedAndAnInteractionTraced(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (HttpFixture http = HttpFixture.start(folder, "")) {
      http.put("/v1/targets/a:1/like/u1").is(200);
      JsonObject checked =
          http.send("POST", "/consistency/check", "{\"target\":\"a:1\"}").is(200).json();
      assertThat(checked.isTrue("consistent")).isTrue();
      assertThat(checked.number("kinds")).isPositive();
      assertThat(http.send("POST", "/consistency/check", "{\"release\":true}").is(200).json())
          .extracting(released -> released.number("released"))
          .isEqualTo(0L);
      assertThat(http.send("POST", "/consistency/check", "{}").is(202).json().text("operation"))
          .isNotEmpty();
      http.send("POST", "/consistency/check", "{\"target\":\"nonsense\"}").is(422);
      http.send("POST", "/consistency/check", "{\"release\":true,\"target\":\"a:1\"}").is(422);
      http.send("POST", "/consistency/check", "{\"repair\":1}").is(400);
      http.send("POST", "/consistency/check", "{\"release\":true,\"case\":17}").is(404);
      http.send("POST", "/consistency/check", "{\"release\":true,\"case\":0}").is(422);
      http.send("POST", "/consistency/check", "{\"release\":true,\"case\":\"17\"}").is(400);
      http.send("POST", "/consistency/check", "{\"case\":17}").is(422);

      String explain = "/v1/targets/a:1/explain";
      assertThat(http.get(explain).is(200).json().objects("cases")).isEmpty();
      JsonObject trace = http.get(explain + "?kind=like&actor=u1").is(200).json();
      assertThat(trace.object("event").text("value")).isEqualTo("like");
      assertThat(trace.object("event").number("offset")).isEqualTo(1);
      http.get(explain + "?kind=like").is(422);
      http.get(explain + "?kind=view&actor=u1").is(422);
    }
  }
}
