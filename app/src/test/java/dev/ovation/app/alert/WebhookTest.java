package dev.ovation.app.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ovation.app.json.Json;
import dev.ovation.app.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebhookTest {
  private static final AlertState RAISED =
      new AlertState("lag", true, 31.5, 30, "seconds", "late", 1_700_000_000_000L);

  private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();

  private HttpServer receiver() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/alerts",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean refuse = refusals.getAndDecrement() > 0;
          exchange.sendResponseHeaders(refuse ? 503 : 204, -1);
          exchange.close();
          if (!refuse) {
            bodies.add(body);
          }
        });
    server.start();
    return server;
  }

  private static Webhook webhook(HttpServer receiver) {
    int port = receiver.getAddress().getPort();
    return new Webhook(
        URI.create("http://127.0.0.1:" + port + "/alerts"), "node-1", Duration.ofMillis(1));
  }

  private JsonObject next() throws Exception {
    String body = bodies.poll(30, TimeUnit.SECONDS);
    assertThat(body).isNotNull();
    return Json.readObject(body);
  }

  @Test
  void postsWhatChangedInOrderAlsoWhenItIsRefusedAtFirst() throws Exception {
    HttpServer server = receiver();
    refusals.set(2);
    try (Webhook webhook = webhook(server)) {
      webhook.tell(RAISED);
      webhook.tell(new AlertState("lag", false, Double.NaN, 30, "seconds", "late", 1));
      JsonObject first = next();
      assertThat(first.text("alert")).isEqualTo("lag");
      assertThat(first.text("state")).isEqualTo("raised");
      assertThat(first.text("at")).isEqualTo("2023-11-14T22:13:20Z");
      assertThat(first.text("node")).isEqualTo("node-1");
      assertThat(next().text("state")).isEqualTo("over");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void givesUpWhatIsRefusedAgainAndAgainAndGoesOnWithTheNext() throws Exception {
    HttpServer server = receiver();
    refusals.set(4);
    try (Webhook webhook = webhook(server)) {
      webhook.tell(RAISED);
      webhook.tell(new AlertState("errors", true, 9, 5, "%", "failing", 1));
      assertThat(next().text("alert")).isEqualTo("errors");
    } finally {
      server.stop(0);
    }
  }
}
