package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {
  private static final String LIKE = "/v1/targets/video:7/like/u42";

  @TempDir private Path data;

  @Test
  void aLikeSurvivesKillMinusNine() throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      ApiResponse put = client.send("PUT", LIKE, null);
      assertThat(put.status()).as(put.body()).isEqualTo(200);
      assertThat(put.json().isTrue("changed")).isTrue();
      server.killNow();
    }
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      assertThat(client.get(LIKE).json().text("value")).isEqualTo("like");
      ApiResponse again = client.send("PUT", LIKE, null);
      assertThat(again.json().isTrue("changed")).isFalse();
      assertThat(again.json().object("counts").number("like")).isEqualTo(1);
    }
  }

  @Test
  void aSecondProcessOnTheSameDataIsRefused() throws IOException, InterruptedException {
    try (ServerProcess first = ServerProcess.start(data);
        ServerProcess second = ServerProcess.launch(data)) {
      assertThat(second.awaitExit()).isEqualTo(1);
      assertThat(second.errors())
          .contains("ovation: data directory " + data)
          .contains("is in use by process")
          .doesNotContain("Exception");
      try (ApiClient client = first.client()) {
        assertThat(client.get("/health/ready").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aStopThatWasAskedForIsOrderly() throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(data)) {
      try (ApiClient client = server.client()) {
        assertThat(client.send("PUT", LIKE, null).status()).isEqualTo(200);
      }
      assertThat(server.stop()).as(server.errors()).isZero();
      assertThat(server.errors()).contains("stopped").doesNotContain("WARN", "ERROR");
    }
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      assertThat(client.get(LIKE).json().text("value")).isEqualTo("like");
    }
  }

  @Test
  void aWrongSettingIsRefusedBeforeAnythingIsTouched() throws IOException, InterruptedException {
    Path untouched = data.resolve("untouched");
    try (ServerProcess server = ServerProcess.launch(untouched, "--set", "server.prot=1")) {
      assertThat(server.awaitExit()).isEqualTo(4);
      assertThat(server.errors()).contains("did you mean server.port?");
      assertThat(untouched).doesNotExist();
    }
  }
}
