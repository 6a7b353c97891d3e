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
          .containsExactly("hours", "since", "until", "rates", "lag", "coverage", "findings");
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
}
