package dev.ovation.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.http.HttpFixture.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent: the documented 4xx, a whole problem, never a 5xx, never a hang. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpHostileTest {
  private static final int MEBIBYTE = 1 << 20;

  private HttpFixture http;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    http = HttpFixture.start(folder, "");
  }

  @AfterAll
  void stop() {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"x\"",
        "7",
        "null",
        "{\"value\":}",
        "{\"value\":NaN}",
        "{\"value\":Infinity}",
        "{\"value\":01}",
        "{'value':'like'}",
        "{\"value\":\"like\"} x",
        "{\"value\":\"like\"}{}",
        "{\"value\":7}",
        "{\"value\":true}",
        "{\"value\":[\"like\"]}",
        "{\"value\":{}}",
        "{\"at\":7}",
        "{\"value\":\"like\",\"value\":\"like\"}",
        "{\"colour\":\"red\"}",
        "\ufeff{}",
        " ",
        "{\"value\":1e99999}",
        "{\"value\":\"\\ud83d"
      })
  void malformedBodies(String body) {
    http.send("PUT", "/v1/targets/h:1/like/u1", body).is(400, "malformed");
  }

  @Test
  void unknownFieldsAreNamedAndEverythingWrongIsToldAtOnce() {
    Answer answer =
        http.send("POST", "/v1/targets/h:1/view", "{\"by\":0,\"colour\":1,\"actor\":\"a b\"}")
            .is(400);
    assertThat(answer.body()).contains("/colour", "/by", "/actor");
  }

  @Test
  void deepNestingHugeNumbersAndBrokenTextAreRefused() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    http.send("PUT", "/v1/targets/h:1/like/u1", "{\"value\":" + deep + "}").is(400);
    http.send("PUT", "/v1/targets/h:1/rating/u1", "{\"value\":" + "9".repeat(5_000) + "}").is(400);
    http.send("PUT", "/v1/targets/h:1/rating/u1", "{\"value\":1e999999999}").is(422);
    http.sendBytes("PUT", "/v1/targets/h:1/like/u1", new byte[] {'{', '"', (byte) 0xc3, '"', '}'})
        .is(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/targets/video/like/u1, 422",
    "/v1/targets/Video:1/like/u1, 422",
    "/v1/targets/video:/like/u1, 422",
    "/v1/targets/video:1/like/a%20b, 422",
    "/v1/targets/video:1/like/a%2Fb, 422",
    "/v1/targets/video:1/like/a%00b, 422",
    "/v1/targets/video:1/like/%F0%9F%98%80, 422",
    "/v1/targets/video:1/like/a%2541, 422",
    "/v1/targets/video:1/like/%C0%AF, 400",
    "/v1/targets/video:1/like/%GG, 400",
    "/v1/targets/video:1/like/%4, 400",
    "/v1/targets/video:1/like/%, 400",
    "/v1/targets/video:1/nope/u1, 404",
    "/v1/targets/video:1/view/u1, 422",
    "/v1/targets/video:1/like/u1/more, 404",
    "/v1/targets/video:1/like/, 404",
    "/v2/targets/video:1/like/u1, 404",
    "/v1/targets/a/b/c/d/e/f/g/h/i/j/k, 404"
  })
  void badPaths(String path, int status) {
    http.put(path).is(status);
  }

  @Test
  void idsHaveABound() {
    http.put("/v1/targets/video:1/like/" + "x".repeat(129)).is(422, "invalid-id");
    http.put("/v1/targets/video:1/like/" + "x".repeat(128)).is(200);
    http.put("/v1/targets/video:" + "x".repeat(129) + "/like/u").is(422, "invalid-id");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "%2e", "%2E%2e"})
  void dotsAreIdsAndNeverClimb(String dots) {
    String expected = dots.replace("%2e", ".").replace("%2E", ".");
    assertThat(http.put("/v1/targets/video:d/like/" + dots).is(200).body())
        .contains("\"actor\":\"" + expected + "\"");
    assertThat(http.put("/v1/targets/video:" + dots + "/like/u1").is(200).body())
        .contains("\"target\":\"video:" + expected + "\"");
  }

  @Test
  void wrongMethodsSayWhichAreRight() {
    assertThat(http.send("PATCH", "/v1/targets/a:1/like/u1", null).is(405).headers())
        .containsEntry("allow", "DELETE, GET, PUT");
    http.send("BREW", "/v1/interactions", null).is(405);
    http.send("DELETE", "/health", null).is(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1"
      })
  void wrongMediaTypes(String type) {
    http.send("PUT", "/v1/targets/a:1/like/u1", "{}", "Content-Type: " + type)
        .is(415, "unsupported-media-type");
  }

  @Test
  void bodiesHaveABound() {
    byte[] tooLarge = new byte[MEBIBYTE + 1];
    http.sendBytes("POST", "/v1/interactions", tooLarge).is(413, "too-large");
    byte[] allowed = ("{\"operations\":[]" + " ".repeat(MEBIBYTE - 17) + "}").getBytes(UTF_8);
    assertThat(allowed).hasSize(MEBIBYTE);
    http.sendBytes("POST", "/v1/interactions", allowed).is(422, "too-many");
    String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    String chunked =
        String.join(
            "\r\n",
            "POST /v1/interactions HTTP/1.1",
            "Host: x",
            "Connection: close",
            "Transfer-Encoding: chunked",
            "",
            "");
    http.raw(chunked.getBytes(UTF_8), chunk.repeat(17).getBytes(UTF_8)).is(413, "too-large");
  }

  @Test
  void batchesAndSummariesHaveBounds() {
    String op = "{\"op\":\"set\",\"target\":\"b:1\",\"kind\":\"like\",\"actor\":\"u\"},";
    String many = "{\"operations\":[" + op.repeat(1_000) + op.substring(0, op.length() - 1) + "]}";
    http.send("POST", "/v1/interactions", many).is(422, "too-many");
    http.send("POST", "/v1/interactions", "{}").is(400);
    http.send("POST", "/v1/interactions", "{\"operations\":{}}").is(400);
    String targets = "\"a:1\",".repeat(200) + "\"a:1\"";
    http.send("POST", "/v1/summaries", "{\"targets\":[" + targets + "]}").is(422);
    http.send("POST", "/v1/summaries", "{\"targets\":[]}").is(422);
    http.send("POST", "/v1/summaries", "{\"targets\":[7]}").is(400);
    http.send("POST", "/v1/summaries", "{\"targets\":[\"a:1\"],\"kinds\":[\"x\"]}").is(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"actor\":\"u\",\"by\":0} | 422",
        "{\"actor\":\"u\",\"by\":1001} | 422",
        "{\"actor\":\"u\",\"by\":1.5} | 400",
        "{\"actor\":\"u\",\"by\":\"1\"} | 400",
        "{\"actor\":\"u\",\"by\":99999999999999999999999} | 422",
        "{\"by\":1} | 400",
        "{\"actor\":\"u\",\"token\":\"\"} | 422",
        "{\"actor\":\"u\",\"token\":7} | 400",
        "{\"actor\":\"u\",\"at\":\"yesterday\"} | 422",
        "{\"actor\":\"u\",\"at\":\"+999999999-01-01T00:00:00Z\"} | 422"
      })
  void badAdditions(String body, int status) {
    http.send("POST", "/v1/targets/c:1/view", body).is(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=201",
        "limit=abc",
        "limit=",
        "limit=1&limit=2",
        "cursor=",
        "cursor=AAAA",
        "cursor=%00",
        "cursor=!!!",
        "nope=1",
        "value=nope"
      })
  void badListParameters(String query) {
    assertThat(http.get("/v1/targets/d:1/like?" + query).status()).isBetween(400, 422);
  }

  @Test
  void cursorsOfOtherListsAreRefused() {
    http.put("/v1/targets/e:1/like/u1");
    http.put("/v1/targets/e:1/like/u2");
    String cursor = http.get("/v1/targets/e:1/like?limit=1").is(200).json().textOr("next", "");
    http.get("/v1/targets/e:1/like?limit=1&cursor=" + cursor).is(200);
    http.get("/v1/targets/e:2/like?cursor=" + cursor).is(400, "invalid-cursor");
    http.get("/v1/targets/e:1/favorite?cursor=" + cursor).is(400, "invalid-cursor");
    char last = cursor.charAt(3) == 'A' ? 'B' : 'A';
    String forged = cursor.substring(0, 3) + last + cursor.substring(4);
    http.get("/v1/targets/e:1/like?cursor=" + forged).is(400, "invalid-cursor");
  }

  @Test
  void shapesAreNotMixedUp() {
    http.get("/v1/targets/f:1/view/u1").is(422, "wrong-shape");
    http.get("/v1/targets/f:1/view").is(422, "wrong-shape");
    http.get("/v1/actors/u1/view").is(422, "wrong-shape");
    http.send("POST", "/v1/targets/f:1/like", "{\"actor\":\"u1\"}").is(422, "wrong-shape");
    http.send("PUT", "/v1/targets/f:1/reaction/u1", null).is(422, "invalid-value");
  }

  @Test
  void whatIsNotHttpIsToldSo() {
    http.raw("garbage\r\n\r\n".getBytes(UTF_8), new byte[0]).is(400);
    String longLine = "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    http.raw(longLine.getBytes(UTF_8), new byte[0]).is(414);
    String longHeader = "GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n";
    http.raw(longHeader.getBytes(UTF_8), new byte[0]).is(431);
  }
}
