package dev.ovation.app.client;

import dev.ovation.app.json.Json;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the server.
 *
 * @param retryAfter what the header of that name says; null when it is absent
 */
public record ApiResponse(int status, String body, @Nullable Duration retryAfter) {

  public boolean isOk() {
    return status / 100 == 2;
  }

  /** True when the same call may succeed later. */
  public boolean isRetryable() {
    return status == 429 || status / 100 == 5;
  }

  /** The body as an object; empty when it is none. */
  public JsonObject json() {
    try {
      return Json.readObject(body);
    } catch (IOException e) {
      return JsonObject.EMPTY;
    }
  }

  /** What went wrong, in one sentence, from the problem document. */
  public String problem() {
    JsonObject problem = json();
    String code = problem.textOr("code", "");
    StringBuilder text = new StringBuilder("HTTP ").append(status);
    if (!code.isEmpty()) {
      text.append(' ').append(code);
    }
    text.append(": ").append(problem.textOr("detail", problem.textOr("title", "no explanation")));
    for (JsonObject error : problem.objects("errors")) {
      text.append("; ")
          .append(error.textOr("pointer", ""))
          .append(' ')
          .append(error.textOr("detail", ""));
    }
    return text.toString();
  }
}
