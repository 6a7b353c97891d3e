package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.core.figures.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fsync of a running server fails for a while, as strace has it: nothing is answered that may
 * not be on the disk, and once syncs work the server goes on by itself.
 *
 * <p>Needs strace, and the right to trace one's own processes ({@code kernel.yama.ptrace_scope} 0,
 * or root).
 */
@Tag("long")
class SyncFailureIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WRITES = 300;

  @TempDir private Path data;
  private final List<Integer> answered = new ArrayList<>();
  private int next;

  @Test
  void nothingIsAnsweredWhileSyncsFail() throws Exception {
    Map<String, Integer> answers = new TreeMap<>();
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      for (int i = 0; i < WRITES; i++) {
        assertThat(write(client)).isEqualTo("200");
      }
      try (FailingSyncs failing = new FailingSyncs(server.pid())) {
        Eventually.holds(failing::said, PATIENCE, () -> !write(client).equals("200"));
        int before = answered.size();
        for (int i = 0; i < WRITES; i++) {
          answers.merge(write(client), 1, Integer::sum);
        }
        assertThat(answered).as("answers while syncs fail: %s", answers).hasSize(before);
        assertThat(client.get("/health").json().text("status")).isNotEqualTo("up");
        assertThat(client.get(path(0)).status()).as("reads go on").isEqualTo(200);
      }
      Eventually.holds("writes are answered again", PATIENCE, () -> write(client).equals("200"));
      server.killNow();
    }
    Figures.tell("answers while every sync fails", "%s", answers);
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      for (int actor : answered) {
        assertThat(client.get(path(actor)).json().text("value")).as("u%s", actor).isEqualTo("like");
      }
    }
  }

  private String write(ApiClient client) throws IOException, InterruptedException {
    int actor = next++;
    ApiResponse answer = client.send("PUT", path(actor), null);
    if (answer.isOk()) {
      answered.add(actor);
      return "200";
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    return answer.status() + " " + answer.json().text("code");
  }

  private static String path(int actor) {
    return "/v1/targets/video:7/like/u" + actor;
  }

  /** Has every fsync of a process fail until it is closed. */
  private static final class FailingSyncs implements AutoCloseable {
    private final Process strace;
    private final Path errors;

    FailingSyncs(long pid) throws IOException {
      errors = Files.createTempFile("strace", ".err");
      strace =
          new ProcessBuilder(
                  "strace",
                  "-f",
                  "-qq",
                  "-o",
                  "/dev/null",
                  "-e",
                  "trace=fsync,fdatasync",
                  "-e",
                  "inject=fsync,fdatasync:error=EIO",
                  "-p",
                  Long.toString(pid))
              .redirectError(errors.toFile())
              .start();
    }

    String said() {
      try {
        return "a sync fails; strace says: " + Files.readString(errors);
      } catch (IOException e) {
        return e.toString();
      }
    }

    @Override
    public void close() throws IOException {
      strace.destroy(); // It lets go of the process at SIGTERM.
      strace.onExit().orTimeout(10, TimeUnit.SECONDS).join();
      Files.delete(errors);
    }
  }
}
