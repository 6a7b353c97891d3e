package dev.ovation.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.app.http.HttpFixture.Answer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Keys, scopes, spaces and limits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpAccessTest {
  private HttpFixture http;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    http =
        HttpFixture.start(
            folder,
            "keys:\n"
                + key("shop", "shop", "read, write")
                + key("blog", "blog", "read, write")
                + key("reader", "shop", "read")
                + key("loader", "shop", "read, write, import, admin")
                + "limits:\n  key-requests-per-second: 200\n  actor-writes-per-minute: 5\n");
  }

  private static String key(String id, String space, String scopes) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(("secret-" + id).getBytes(UTF_8));
    return "  - id: %s\n    sha256: %s\n    space: %s\n    scopes: [%s]\n"
        .formatted(id, HexFormat.of().formatHex(digest), space, scopes);
  }

  @AfterAll
  void stop() {
    http.close();
  }

  private Answer as(String id, String method, String path, String body) {
    String bearer = "Authorization: Bearer secret-" + id;
    return body.isEmpty()
        ? http.send(method, path, null, bearer)
        : http.send(method, path, body, bearer);
  }

  @Test
  void callsNeedAKnownKeyButHealthDoesNot() {
    http.get("/v1/targets/a:1").is(401, "no-key");
    as("nobody", "GET", "/v1/targets/a:1", "").is(401, "bad-key");
    as("reader", "GET", "/v1/targets/a:1", "").is(200);
    http.get("/health/ready").is(200);
    http.get("/metrics").is(401);
  }

  @Test
  void scopesAreHeldTo() {
    as("reader", "PUT", "/v1/targets/a:2/like/u1", "").is(403, "not-allowed");
    as("shop", "GET", "/admin/v1/config", "").is(403);
    as("loader", "GET", "/admin/v1/config", "").is(200);
    String at = "{\"at\":\"2020-01-01T00:00:00Z\"}";
    as("shop", "PUT", "/v1/targets/a:2/like/u1", at).is(403);
    as("loader", "PUT", "/v1/targets/a:2/like/u1", at).is(200);
  }

  @Test
  void secretsAreNotShown() {
    assertThat(as("loader", "GET", "/admin/v1/config", "").is(200).body())
        .contains("shop")
        .doesNotContain("secret-")
        .doesNotContainPattern("[0-9a-f]{64}");
  }

  @Test
  void spacesAreApart() {
    as("shop", "PUT", "/v1/targets/a:3/like/u1", "").is(200);
    assertThat(as("blog", "GET", "/v1/targets/a:3?actor=u1", "").is(200).body())
        .contains("\"counts\":{},\"mine\":{}");
    assertThat(as("reader", "GET", "/v1/targets/a:3", "").body()).contains("\"like\":1");
  }

  @Test
  void anActorsWritesAreLimitedButNotAnImports() {
    int refused = 0;
    for (int i = 0; i < 10; i++) {
      Answer answer = as("blog", "PUT", "/v1/targets/a:" + i + "/like/busy", "");
      refused += answer.status() == 429 ? 1 : 0;
      answer.is(answer.status() == 429 ? 429 : 200);
    }
    assertThat(refused).isBetween(4, 5);
    as("blog", "PUT", "/v1/targets/a:1/like/calm", "").is(200);
    for (int i = 0; i < 10; i++) {
      as("loader", "PUT", "/v1/targets/a:" + i + "/like/busy", "").is(200);
    }
  }

  @Test
  void withoutKeysOnlyLoopbackIsServed(@TempDir Path other) {
    assertThatThrownBy(() -> HttpFixture.start(other, "  host: 0.0.0.0\n").close())
        .hasMessageContaining("keys");
  }
}
