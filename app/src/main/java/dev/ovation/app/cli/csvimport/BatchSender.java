package dev.ovation.app.cli.csvimport;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import dev.ovation.app.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches, and repeats what may succeed later: after a wait that doubles, is random, and is
 * at least what the server asks for. Thread-safe.
 */
final class BatchSender {
  private static final Duration DELAY_MIN = Duration.ofMillis(100);
  private static final Duration DELAY_MAX = Duration.ofSeconds(10);

  private final ApiClient client;
  private final Duration retryFor;
  private final ImportTotals totals;

  BatchSender(ApiClient client, Duration retryFor, ImportTotals totals) {
    this.client = client;
    this.retryFor = retryFor;
    this.totals = totals;
  }

  /** Returns when every operation of the batch is acknowledged or has failed for good. */
  void send(List<Operation> batch) throws ImportStoppedException, InterruptedException {
    List<Operation> left = batch;
    long giveUp = System.nanoTime() + retryFor.toNanos();
    for (int attempt = 0; !left.isEmpty(); attempt++) {
      Attempt made = attempt(left);
      left = made.left();
      if (left.isEmpty()) {
        return;
      }
      Duration delay = delay(attempt, made.retryAfter());
      if (System.nanoTime() + delay.toNanos() > giveUp) {
        throw new ImportStoppedException(
            made.reason() + "; gave up after " + retryFor.toSeconds() + " s of repeating",
            made.unreachable(),
            null);
      }
      Thread.sleep(delay);
    }
  }

  /** What is left to do after one request, and why. */
  private record Attempt(
      List<Operation> left, String reason, @Nullable Duration retryAfter, boolean unreachable) {}

  private Attempt attempt(List<Operation> batch)
      throws ImportStoppedException, InterruptedException {
    ApiResponse response;
    try {
      List<Map<String, Object>> operations = batch.stream().map(Operation::fields).toList();
      response = client.send("POST", "/v1/interactions", Map.of("operations", operations));
    } catch (UnreachableException e) {
      return new Attempt(batch, String.valueOf(e.getMessage()), null, true);
    }
    if (response.isRetryable()) {
      return new Attempt(batch, response.problem(), response.retryAfter(), false);
    }
    List<JsonObject> results = response.json().objects("results");
    if (!response.isOk() || results.size() != batch.size()) {
      throw new ImportStoppedException(
          "the server refused a batch: " + response.problem(), false, null);
    }
    List<Operation> left = new ArrayList<>();
    // A later line that was taken has been overtaken once an earlier one of its register is sent
    // again, so it is sent again behind it.
    Set<Object> overtaken = new HashSet<>();
    String reason = "";
    for (int i = 0; i < batch.size(); i++) {
      Operation operation = batch.get(i);
      JsonObject result = results.get(i);
      long status = result.number("status");
      if (status == 429 || status / 100 == 5) {
        left.add(operation);
        reason = describe(result);
        if (operation.replaces()) {
          overtaken.add(operation.register());
        }
      } else if (status / 100 == 2 && overtaken.contains(operation.register())) {
        left.add(operation);
      } else if (status / 100 == 2) {
        totals.written(!result.isFalse("changed") && !result.isFalse("counted"));
      } else {
        totals.failed(operation.line(), describe(result));
      }
    }
    return new Attempt(left, reason, response.retryAfter(), false);
  }

  private static String describe(JsonObject result) {
    return result.textOr("code", "HTTP " + result.number("status"))
        + ": "
        + result.textOr("detail", "no explanation");
  }

  private static Duration delay(int attempt, @Nullable Duration atLeast) {
    long ceiling = Math.min(DELAY_MAX.toMillis(), DELAY_MIN.toMillis() << Math.min(attempt, 20));
    Duration random = Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, ceiling + 1));
    // Asked to wait a second, many clients would come back at once: the random part is added.
    return atLeast == null ? random : atLeast.plus(random);
  }
}
