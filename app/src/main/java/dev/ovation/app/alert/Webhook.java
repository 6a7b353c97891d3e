package dev.ovation.app.alert;

import dev.ovation.app.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts alerts that are raised or ended to a URL, in order, each as a JSON object. What is not
 * taken (anything but 2xx within 10 s) is tried again three times with growing pauses and then
 * given up, which the log says. A receiver that is away for long loses the oldest.
 *
 * <p>Thread-safe; {@link #tell} does not block.
 */
public final class Webhook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final int WAITING_MAX = 100;
  private static final int TRIES_MAX = 4;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final URI url;
  private final String node;
  private final Duration pause;
  private final BlockingQueue<AlertState> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
  private final Thread thread;

  /**
   * @param node who says so, for example the URL of the process
   * @param pause after the first failure; doubled after each other one
   */
  public Webhook(URI url, String node, Duration pause) {
    this.url = url;
    this.node = node;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name("alert webhook").start(this::run);
  }

  /** Has it posted. */
  public void tell(AlertState state) {
    while (!waiting.offer(state)) {
      AlertState oldest = waiting.poll();
      if (oldest != null) {
        LOG.warn("given up, too many alerts wait for {}: {}", url, oldest.text());
      }
    }
  }

  private void run() {
    try {
      while (true) {
        post(waiting.take());
      }
    } catch (InterruptedException e) {
      // Closed: what waits is in the log.
      Thread.currentThread().interrupt();
    }
  }

  private void post(AlertState state) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(DEADLINE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json(state)))
            .build();
    Duration wait = pause;
    for (int tries = 1; ; tries++) {
      String problem = send(request);
      if (problem == null) {
        return;
      }
      if (tries == TRIES_MAX) {
        LOG.warn("{} did not take an alert, given up: {}; {}", url, problem, state.text());
        return;
      }
      Thread.sleep(wait);
      wait = wait.multipliedBy(2);
    }
  }

  private @Nullable String send(HttpRequest request) throws InterruptedException {
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status / 100 == 2 ? null : "it answered " + status;
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String json(AlertState state) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("alert", state.name());
    json.put("state", state.raised() ? "raised" : "over");
    if (!Double.isNaN(state.value())) {
      json.put("value", state.value());
    }
    json.put("threshold", state.threshold());
    json.put("unit", state.unit());
    json.put("meaning", state.meaning());
    json.put("at", Instant.ofEpochMilli(state.changedMillis()).toString());
    json.put("node", node);
    return Json.write(json);
  }

  /** Stops at once; what waits is not posted. */
  @Override
  public void close() {
    thread.interrupt();
    client.shutdownNow();
  }
}
