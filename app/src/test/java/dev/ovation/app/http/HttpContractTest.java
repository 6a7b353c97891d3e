package dev.ovation.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.http.HttpFixture.Answer;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the contract says of answers, asked of the real server. Each test has a target of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpContractTest {
  private HttpFixture http;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    http = HttpFixture.start(folder, "");
  }

  @AfterAll
  void stop() {
    http.close();
  }

  @Test
  void aLikeCountsOnceHoweverOftenItIsRepeated() {
    JsonObject first = http.put("/v1/targets/a:1/like/u1").is(200).json();
    assertThat(first.fields().keySet())
        .containsExactly("target", "kind", "actor", "value", "changed", "version", "at", "counts");
    assertThat(first.isTrue("changed")).isTrue();
    assertThat(first.fields().get("version")).isInstanceOf(String.class);
    assertThat(first.text("at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    JsonObject again = http.put("/v1/targets/a:1/like/u1").is(200).json();
    assertThat(again.isTrue("changed")).isFalse();
    assertThat(again.text("at")).isEqualTo(first.text("at"));
    assertThat(again.object("counts").number("like")).isEqualTo(1);
    Answer unset = http.send("DELETE", "/v1/targets/a:1/like/u1", null).is(200);
    assertThat(unset.body())
        .contains("\"value\":null", "\"changed\":true", "\"counts\":{\"like\":0}");
    assertThat(http.get("/v1/targets/a:1/like/u1").is(200).body())
        .contains("\"value\":null")
        .doesNotContain("changed");
  }

  @Test
  void anotherValueMovesTheActor() {
    http.send("PUT", "/v1/targets/a:2/reaction/u1", "{\"value\":\"love\"}").is(200);
    assertThat(http.send("PUT", "/v1/targets/a:2/reaction/u1", "{\"value\":\"haha\"}").body())
        .contains("\"counts\":{\"haha\":1}");
    assertThat(http.get("/v1/targets/a:2?actor=u1").is(200).body())
        .isEqualTo(
            "{\"target\":\"a:2\",\"counts\":{\"reaction\":{\"haha\":1}},"
                + "\"mine\":{\"reaction\":\"haha\"}}");
    assertThat(http.get("/v1/targets/a:2").body()).doesNotContain("mine");
  }

  @Test
  void aTokenCountsOnce() {
    String view = "{\"actor\":\"u1\",\"by\":5,\"token\":\"t 😀\"}";
    assertThat(http.send("POST", "/v1/targets/a:3/view", view).is(200).body())
        .isEqualTo("{\"target\":\"a:3\",\"kind\":\"view\",\"count\":5,\"counted\":true}");
    assertThat(http.send("POST", "/v1/targets/a:3/view", view).is(200).body())
        .isEqualTo("{\"target\":\"a:3\",\"kind\":\"view\",\"count\":5,\"counted\":false}");
    assertThat(http.send("POST", "/v1/targets/a:3/view", "{\"actor\":\"u1\"}").body())
        .contains("\"count\":6,\"counted\":true");
  }

  @Test
  void ratingsMayBeNumbersAndAreAnsweredAsTexts() {
    for (String written : List.of("4.5", "\"4.5\"", "\"4.50\"", "4.50", "45e-1")) {
      Answer answer = http.send("PUT", "/v1/targets/a:4/rating/u1", "{\"value\":" + written + "}");
      assertThat(answer.is(200).body()).as(written).contains("\"value\":\"4.5\"");
    }
    http.send("PUT", "/v1/targets/a:4/rating/u1", "{\"value\":4.3}").is(422, "invalid-value");
    http.send("PUT", "/v1/targets/a:4/like/u1", "{\"value\":1}").is(400);
  }

  @Test
  void aBatchAnswersInOrderAndOneBadOperationHarmsNoOther() {
    String body =
        """
        {"operations":[
          {"op":"set","target":"a:5","kind":"like","actor":"u1"},
          {"op":"set","target":"a:5","kind":"reaction","actor":"u1","value":"nope"},
          {"op":"add","target":"a:5","kind":"view","actor":"u1","by":7},
          {"op":"set","target":"a:5","kind":"nope","actor":"u1"},
          {"op":"unset","target":"a:5","kind":"like","actor":"u1"},
          {"op":"set","target":"a 5","kind":"like","actor":"u1"},
          {"op":"set","target":"a:5","kind":"like","actor":"u2","extra":1},
          7,
          {"op":"set","target":"a:5","kind":"like","actor":"u3"}]}""";
    List<JsonObject> results =
        http.send("POST", "/v1/interactions", body).is(200).json().objects("results");
    assertThat(results)
        .extracting(result -> result.number("status"))
        .containsExactly(200L, 422L, 200L, 404L, 200L, 422L, 422L, 422L, 200L);
    assertThat(results.get(2).number("count")).isEqualTo(7);
    assertThat(results.get(4).isTrue("changed")).as("after the set before it").isTrue();
    assertThat(results.get(6).text("detail")).contains("extra");
    assertThat(http.get("/v1/targets/a:5").body()).contains("\"like\":{\"like\":1}");
  }

  @Test
  void everyReadShowsAnAnsweredWrite() {
    http.put("/v1/targets/a:6/favorite/u6").is(200);
    assertThat(http.get("/v1/targets/a:6/favorite").is(200).body()).contains("\"actor\":\"u6\"");
    assertThat(http.get("/v1/actors/u6/favorite").is(200).body()).contains("\"target\":\"a:6\"");
    assertThat(http.get("/v1/actors/u6/favorite?type=b").is(200).body()).contains("\"items\":[]");
    String summaries =
        "{\"actor\":\"u6\",\"targets\":[\"a:none\",\"a:6\"],\"kinds\":[\"favorite\"]}";
    assertThat(http.send("POST", "/v1/summaries", summaries).is(200).body())
        .isEqualTo(
            "{\"summaries\":[{\"target\":\"a:none\",\"counts\":{},\"mine\":{}},"
                + "{\"target\":\"a:6\",\"counts\":{\"favorite\":{\"favorite\":1}},"
                + "\"mine\":{\"favorite\":\"favorite\"}}]}");
    JsonObject explained = http.get("/v1/targets/a:6/explain").is(200).json();
    assertThat(explained.object("kinds").object("favorite").object("counts").number("favorite"))
        .isEqualTo(1);
  }

  @Test
  void pagesShowEveryRowOnceWhileRowsComeAndGo() {
    for (int i = 0; i < 25; i++) {
      String at = "{\"at\":\"2020-01-01T00:00:" + (10 + i / 2) + "Z\"}";
      http.send("PUT", "/v1/targets/a:7/like/p" + i, at).is(200);
    }
    List<String> seen = new ArrayList<>();
    String next = null;
    int page = 0;
    do {
      String query = next == null ? "" : "&cursor=" + next;
      JsonObject answer = http.get("/v1/targets/a:7/like?limit=4" + query).is(200).json();
      answer.objects("items").forEach(item -> seen.add(item.textOr("actor", "")));
      next = answer.text("next");
      http.put("/v1/targets/a:7/like/new" + page).is(200);
      http.send("DELETE", "/v1/targets/a:7/like/new" + page++, null).is(200);
    } while (next != null);
    List<String> expected = new ArrayList<>();
    for (int i = 24; i >= 0; i--) {
      expected.add("p" + i);
    }
    assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    assertThat(seen.getFirst()).isEqualTo("p24");
  }

  @Test
  void requestIdsAreKeptOrMade() {
    Answer kept = http.send("GET", "/v1/targets/a:8", null, "X-Request-Id: mine-1");
    assertThat(kept.headers()).containsEntry("x-request-id", "mine-1");
    Answer made = http.send("GET", "/v1/targets/a:8", null, "X-Request-Id: a b");
    assertThat(made.headers().get("x-request-id")).isNotEqualTo("a b").isNotEmpty();
  }

  @Test
  void operatorsSeeHowItIs() {
    assertThat(http.get("/health/live").is(200).body()).contains("\"status\":\"up\"");
    assertThat(http.get("/health/ready").is(200).json().object("components").fields())
        .containsKeys("log", "ledger", "hotStore", "projector");
    assertThat(http.get("/health").is(200).body()).contains("latencyMillis", "circuit");
    http.put("/v1/targets/a:9/like/u1").is(200);
    assertThat(http.get("/metrics").is(200).body())
        .contains(
            "route=\"/v1/targets/{target}/{kind}/{actor}\"",
            "ovation_http_requests_seconds_bucket");
    assertThat(http.get("/cache/stats").is(200).json().fields())
        .containsKeys("hits", "misses", "hitRate", "entries", "bytes", "evictions", "hottest");
    assertThat(http.get("/admin/v1/config").is(200).body()).contains("server.port");
    assertThat(http.get("/admin/v1/dead-letters").is(200).body())
        .isEqualTo("{\"deadLetters\":[],\"next\":null}");
  }
}
