package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room: writes are refused by name, nothing answered is lost, and it heals. */
class DiskFullIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int DISK_MEBIBYTES = 24;

  @TempDir private Path folder;

  @Test
  void writesAreRefusedBeforeTheDiskIsFull() throws Exception {
    try (ServerProcess server =
            ServerProcess.start(
                folder, "--set", "data.free-min=1TiB", "--set", "alerts.disk-free=1TiB");
        ApiClient client = server.client()) {
      ApiResponse refused = until(client, "PUT", path(1), answer -> answer.status() == 503);
      assertThat(refused.json().text("code")).isEqualTo("disk-full");
      assertThat(refused.retryAfter()).isNotNull();
      assertThat(client.get(path(1)).status()).as("reads go on").isEqualTo(200);
      assertThat(client.get("/health").body()).contains("writes are refused");
    }
  }

  /** The gate is turned down to nothing here, so that the engines themselves meet the full disk. */
  @Test
  @EnabledIf(
      value = "mayMakeADisk",
      disabledReason = "this system lets nobody make a mount namespace of their own")
  void aFullDiskLosesNothingThatWasAnswered() throws Exception {
    try (ServerProcess server =
            ServerProcess.startOnSmallDisk(folder, DISK_MEBIBYTES, "--set", "data.free-min=1MiB");
        ApiClient client = server.client()) {
      List<Integer> answered = new ArrayList<>();
      assertThat(write(client, 0, answered)).isTrue();
      Path filler = server.seenByProcess(folder.resolve("filler"));
      fill(filler);
      assertThat(until(client, "PUT", path(1), answer -> answer.status() == 503).body())
          .contains("retryable\":true");
      for (int i = 2; i < 100; i++) {
        write(client, i, answered);
      }
      assertThat(client.get("/health").json().text("status")).isEqualTo("degraded");
      Files.delete(filler);
      until(client, "PUT", path(100), answer -> answer.status() == 200);
      until(client, "GET", "/health", answer -> !answer.body().contains("\"down\""));
      for (int actor : answered) {
        assertThat(client.get(path(actor)).json().text("value")).as("u%s", actor).isEqualTo("like");
      }
    }
  }

  static boolean mayMakeADisk() throws IOException, InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt")
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // There is no such command on this system.
    }
  }

  private static boolean write(ApiClient client, int actor, List<Integer> answered)
      throws Exception {
    int status = client.send("PUT", path(actor), null).status();
    assertThat(status).isIn(200, 503);
    if (status == 200) {
      answered.add(actor);
    }
    return status == 200;
  }

  private static String path(int actor) {
    return "/v1/targets/video:7/like/u" + actor;
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[64 * 1024];
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int i = 0; i < DISK_MEBIBYTES * 16; i++) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static ApiResponse until(
      ApiClient client, String method, String path, Predicate<ApiResponse> condition)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      ApiResponse answer = client.send(method, path, null);
      if (condition.test(answer)) {
        return answer;
      }
      assertThat(System.nanoTime()).as("still %s", answer).isLessThan(deadline);
    }
  }
}
