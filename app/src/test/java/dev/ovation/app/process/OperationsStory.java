package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What operators do and look at, told to whichever node; with others who like meanwhile. */
final class OperationsStory {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int BATCH = 500;
  private static final int SUMMARIES = 200;

  /** Who likes a target, by its number. */
  final List<Set<String>> likes = new ArrayList<>();

  private final String type;
  private final int targets;

  /**
   * @param type of this story's targets, which no other story has
   */
  OperationsStory(String type, int targets) {
    this.type = type;
    this.targets = targets;
    for (int i = 0; i < targets; i++) {
      likes.add(ConcurrentHashMap.newKeySet());
    }
  }

  String target(int number) {
    return type + ":" + number;
  }

  /** An actor likes some targets. */
  void like(ApiClient client, String actor, int from, int to) throws Exception {
    List<Map<String, Object>> operations = new ArrayList<>();
    for (int i = from; i < to; i++) {
      operations.add(Map.of("op", "set", "target", target(i), "kind", "like", "actor", actor));
      if (operations.size() == BATCH || i == to - 1) {
        ApiResponse response =
            client.send("POST", "/v1/interactions", Map.of("operations", operations));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        for (JsonObject result : response.json().objects("results")) {
          assertThat(result.number("status")).as("%s", result).isEqualTo(200);
        }
        operations.clear();
      }
    }
    for (int i = from; i < to; i++) {
      likes.get(i).add(actor);
    }
  }

  /** The likes of one who is erased are gone. */
  void gone(String actor) {
    likes.forEach(who -> who.remove(actor));
  }

  /** Every count is what it must be. */
  void assertCounts(ApiClient client) throws Exception {
    for (int from = 0; from < targets; from += SUMMARIES) {
      List<String> asked = new ArrayList<>();
      for (int i = from; i < Math.min(targets, from + SUMMARIES); i++) {
        asked.add(target(i));
      }
      List<JsonObject> summaries =
          client
              .send("POST", "/v1/summaries", Map.of("targets", asked))
              .json()
              .objects("summaries");
      for (int i = 0; i < asked.size(); i++) {
        assertThat(summaries.get(i).object("counts").object("like").number("like"))
            .as(asked.get(i))
            .isEqualTo(likes.get(from + i).size());
      }
    }
  }

  /** Others who like, one after the other, until they are told to stop. */
  final class Others {
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean stopped;
    private final AtomicInteger answered = new AtomicInteger();

    Others(ApiClient client) {
      this.thread = Thread.ofVirtual().start(() -> likeUntilStopped(client));
    }

    private void likeUntilStopped(ApiClient client) {
      for (int i = 0; !stopped; i++) {
        int number = i % targets;
        String actor = "other" + i / targets;
        try {
          String path = "/v1/targets/" + target(number) + "/like/" + actor;
          ApiResponse response = client.send("PUT", path, null);
          if (response.isOk()) {
            likes.get(number).add(actor);
            answered.incrementAndGet();
          } else {
            failures.add(response.body());
          }
        } catch (IOException | InterruptedException e) {
          failures.add(e.toString());
        }
      }
    }

    /** How many likes were answered so far. */
    int answered() {
      return answered.get();
    }

    /** Stops, once the last answer has come; all must have been good. */
    void stop() throws InterruptedException {
      stopped = true;
      thread.join();
      assertThat(failures).isEmpty();
    }
  }

  // ---- operations ----------------------------------------------------------------------------

  static String begin(ApiClient client, String method, String path, @Nullable Map<String, ?> body)
      throws IOException, InterruptedException {
    ApiResponse response = client.send(method, path, body);
    assertThat(response.status()).as(response.body()).isEqualTo(202);
    return response.json().textOr("operation", "?");
  }

  static JsonObject show(ApiClient client, String id) throws IOException, InterruptedException {
    return client.get("/admin/v1/operations/" + id).json();
  }

  static JsonObject awaitDone(ApiClient client, String id)
      throws IOException, InterruptedException {
    Eventually.holds(
        "operation " + id + " ends", PATIENCE, () -> show(client, id).text("endedAt") != null);
    JsonObject ended = show(client, id);
    assertThat(ended.text("state")).as("%s", ended).isEqualTo("done");
    return ended;
  }

  static JsonObject rebuild(ApiClient client, Map<String, ?> body)
      throws IOException, InterruptedException {
    return awaitDone(client, begin(client, "POST", "/admin/v1/rebuild/ledger", body));
  }

  static String export(ApiClient client, String query) throws IOException, InterruptedException {
    ByteArrayOutputStream into = new ByteArrayOutputStream();
    ApiResponse response = client.download("/admin/v1/export?" + query, into);
    assertThat(response.status()).as(response.body()).isEqualTo(200);
    return into.toString(StandardCharsets.UTF_8);
  }
}
