package dev.ovation.app.process;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What a server tells of likes of videos, and of what is wrong with them. */
final class Reports {
  private Reports() {}

  /** The newest cases that are in a state, by their targets. */
  static Map<String, JsonObject> cases(ApiClient client, String state)
      throws IOException, InterruptedException {
    Map<String, JsonObject> cases = new TreeMap<>();
    client.get("/consistency/report?hours=1").json().object("cases").objects("newest").stream()
        .filter(one -> one.textOr("state", "").equals(state))
        .forEach(one -> cases.put(one.textOr("target", "?"), one));
    return cases;
  }

  /** What a check of a video finds now. */
  static JsonObject check(ApiClient client, int video) throws IOException, InterruptedException {
    return client.send("POST", "/consistency/check", Map.of("target", "video:" + video)).json();
  }

  static long likes(ApiClient client, int video) throws IOException, InterruptedException {
    JsonObject summary = client.get("/v1/targets/video:" + video).json();
    return summary.object("counts").object("like").number("like");
  }
}
