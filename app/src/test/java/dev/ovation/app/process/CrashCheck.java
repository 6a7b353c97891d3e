package dev.ovation.app.process;

import static dev.ovation.app.client.ApiClient.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Looks at a server from outside while nobody writes. */
final class CrashCheck {
  private final ApiClient client;
  private final CrashModel model;
  private final String story;

  /**
   * @param story goes in front of every failure: seed and cycle
   */
  CrashCheck(ApiClient client, CrashModel model, String story) {
    this.client = client;
    this.model = model;
    this.story = story;
  }

  void run() throws IOException, InterruptedException {
    Map<String, String> held = new HashMap<>();
    for (int t = 0; t < CrashWriters.TARGETS; t++) {
      String target = "video:" + t;
      JsonObject counts = ok("/v1/targets/" + target).object("counts");
      for (String kind : new String[] {"like", "reaction"}) {
        rowsAreCounts(target, kind, counts.object(kind), held);
      }
      tokensCountOnce(target, counts.object("view").number("view"));
    }
    registersHoldWhatWasAnswered(held);
  }

  /** The list's length is the summary's count, value by value. */
  private void rowsAreCounts(
      String target, String kind, JsonObject counts, Map<String, String> held)
      throws IOException, InterruptedException {
    Map<String, Long> rows = new TreeMap<>();
    String path = "/v1/targets/" + target + "/" + kind + "?limit=20";
    String next = null;
    do {
      JsonObject page = ok(next == null ? path : path + "&cursor=" + segment(next));
      for (JsonObject item : page.objects("items")) {
        String register = target + "/" + kind + "/" + item.text("actor");
        assertThat(held.put(register, item.textOr("value", "?")))
            .as("%s: %s is listed once", story, register)
            .isNull();
        rows.merge(item.textOr("value", "?"), 1L, Long::sum);
      }
      next = page.text("next");
    } while (next != null);
    Map<String, Long> counted = new TreeMap<>();
    counts.fields().keySet().forEach(value -> counted.put(value, counts.number(value)));
    counted.values().removeIf(count -> count == 0);
    assertThat(counted).as("%s: counts of %s %s are its rows", story, target, kind).isEqualTo(rows);
  }

  private void registersHoldWhatWasAnswered(Map<String, String> held)
      throws IOException, InterruptedException {
    for (var entry : model.registers().entrySet()) {
      String register = entry.getKey();
      String value = held.getOrDefault(register, CrashModel.NONE);
      assertThat(entry.getValue()).as("%s: %s holds what may be", story, register).contains(value);
      String read = ok("/v1/targets/" + register).text("value");
      assertThat(read == null ? CrashModel.NONE : read)
          .as("%s: %s is read as it is listed", story, register)
          .isEqualTo(value);
      model.observed(register, value);
    }
  }

  /** Unanswered tokens counted or not; sent again, each has counted exactly once. */
  private void tokensCountOnce(String target, long counted)
      throws IOException, InterruptedException {
    int answered = model.answeredTokens(target);
    var unanswered = model.unanswered(target);
    assertThat(counted)
        .as("%s: views of %s", story, target)
        .isBetween((long) answered, (long) answered + unanswered.size());
    for (String each : unanswered) {
      String[] parts = each.split(" ", 2);
      ApiResponse again =
          client.send(
              "POST",
              "/v1/targets/" + target + "/view",
              Map.of("actor", parts[0], "token", parts[1]));
      assertThat(again.status()).as("%s: %s", story, again.body()).isEqualTo(200);
      model.tokenAnswered(target, each);
    }
    assertThat(ok("/v1/targets/" + target).object("counts").object("view").number("view"))
        .as("%s: views of %s once every token was sent again", story, target)
        .isEqualTo(answered + unanswered.size());
  }

  private JsonObject ok(String path) throws IOException, InterruptedException {
    ApiResponse response = client.get(path);
    assertThat(response.status()).as("%s: %s %s", story, path, response.body()).isEqualTo(200);
    return response.json();
  }
}
