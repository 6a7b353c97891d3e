package dev.ovation.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ovation.app.json.Json;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Just enough of the server for the client's tests: registers in a map, and refusals on demand. */
final class FakeServer implements AutoCloseable {
  /** What the next requests are answered with instead, in order. */
  final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

  /** Statuses for the next operations of batches, in order; 200 once they are used up. */
  final Queue<Integer> operationStatuses = new ConcurrentLinkedQueue<>();

  final List<String> requests = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  record Refusal(int status, @Nullable String retryAfter) {}

  FakeServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    http.setExecutor(threads);
    http.createContext("/", this::answer);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** What the registers hold, by {@code target/kind/actor}. */
  synchronized Map<String, String> values() {
    return Map.copyOf(values);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      synchronized (this) {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
      }
      Refusal refusal = refusals.poll();
      if (refusal != null) {
        if (refusal.retryAfter() != null) {
          exchange.getResponseHeaders().set("Retry-After", refusal.retryAfter());
        }
        send(
            exchange,
            refusal.status(),
            Map.of("code", "overloaded", "detail", "too much", "title", "t"));
      } else if (exchange.getRequestURI().getPath().equals("/v1/interactions")) {
        send(exchange, 200, Map.of("results", batch(Json.readObject(body))));
      } else {
        send(exchange, 200, Map.of("target", "video:7", "kind", "like", "actor", "u1"));
      }
    }
  }

  private synchronized List<Map<String, Object>> batch(JsonObject body) {
    List<Map<String, Object>> results = new ArrayList<>();
    Queue<JsonObject> operations = new ArrayDeque<>(body.objects("operations"));
    for (JsonObject operation : operations) {
      Integer status = operationStatuses.poll();
      if (status != null && status != 200) {
        results.add(Map.of("status", status, "code", "invalid-value", "detail", "no such value"));
        continue;
      }
      String register =
          operation.textOr("target", "")
              + "/"
              + operation.textOr("kind", "")
              + "/"
              + operation.textOr("actor", "");
      String value = operation.textOr("value", "") + "@" + operation.textOr("at", "");
      boolean changed = !value.equals(values.put(register, value));
      results.add(Map.of("status", 200, "changed", changed));
    }
    return results;
  }

  private static void send(HttpExchange exchange, int status, Map<String, ?> body)
      throws IOException {
    byte[] bytes = Json.write(body).getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
