package dev.ovation.app.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.config.ConfigSources;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.json.Json;
import dev.ovation.app.json.JsonObject;
import dev.ovation.app.profile.EmbeddedProfile;
import dev.ovation.app.profile.ProfileServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The real server over a folder of its own, and clients that send what no client would. */
final class HttpFixture implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final long HEAP_BYTES = 1L << 30;

  final ProfileServer server;
  private final URI url;

  private HttpFixture(ProfileServer server) {
    this.server = server;
    this.url = URI.create(server.url());
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param yaml what the configuration says beside the data folder and the port
   */
  static HttpFixture start(Path folder, String yaml) throws IOException, InterruptedException {
    Path file = folder.resolve("ovation.yaml");
    Files.writeString(
        file, "data:\n  directory: " + folder.resolve("data") + "\nserver:\n  port: 0\n" + yaml);
    ConfigSources sources =
        new ConfigSources(file, Map.of(), java.util.List.of(), java.util.List.of());
    HttpFixture fixture =
        new HttpFixture(
            ProfileServer.start(
                OvationConfig.load(sources, HEAP_BYTES), "test", EmbeddedProfile::open));
    fixture.server.awaitReady();
    return fixture;
  }

  /** An answer as it came over the wire. */
  record Answer(int status, Map<String, String> headers, String body) {
    JsonObject json() {
      try {
        return Json.readObject(body);
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + body, e);
      }
    }

    /** Asserts the status and, for errors, that the answer is a whole problem. */
    Answer is(int expected) {
      assertThat(status).as(body).isEqualTo(expected);
      assertThat(headers).containsKey("x-request-id");
      if (expected >= 400) {
        assertThat(headers.get("content-type")).isEqualTo("application/problem+json");
        assertThat(json().fields())
            .containsKeys(
                "type", "title", "status", "detail", "code", "requestId", "errors", "retryable")
            .containsEntry("status", (long) expected)
            .containsEntry("requestId", headers.get("x-request-id"));
      }
      if (expected == 429 || expected == 503) {
        assertThat(headers).containsKey("retry-after");
      }
      return this;
    }

    Answer is(int expected, String code) {
      is(expected);
      assertThat(json().text("code")).as(body).isEqualTo(code);
      return this;
    }
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer put(String path) {
    return send("PUT", path, null);
  }

  Answer send(String method, String path, @Nullable String body, String... headers) {
    return sendBytes(method, path, body == null ? null : body.getBytes(UTF_8), headers);
  }

  /** Sends a request exactly as written: nothing is normalised or encoded. */
  Answer sendBytes(String method, String path, byte @Nullable [] body, String... headers) {
    StringBuilder head =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    boolean hasType = false;
    for (String header : headers) {
      head.append(header).append("\r\n");
      hasType |= header.startsWith("Content-Type");
    }
    if (body != null) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
      if (!hasType) {
        head.append("Content-Type: application/json\r\n");
      }
    }
    return raw(head.append("\r\n").toString().getBytes(UTF_8), body == null ? new byte[0] : body);
  }

  /** Sends bytes and reads until the server hangs up. */
  Answer raw(byte[] head, byte[] body) {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(Math.toIntExact(DEADLINE.toMillis()));
      socket.getOutputStream().write(head);
      try {
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
      } catch (IOException refused) {
        // The server may answer and hang up before it has read everything; the answer counts.
        assertThat(body.length).as("%s", refused).isGreaterThan(1 << 16);
      }
      return parse(new String(socket.getInputStream().readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new AssertionError("no whole answer to " + new String(head, ISO_8859_1), e);
    }
  }

  /** Sends bytes and nothing more, and reads what comes, if anything, until the server hangs up. */
  String wire(byte[] bytes) {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(Math.toIntExact(DEADLINE.toMillis()));
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the server hangs at " + new String(bytes, ISO_8859_1), e);
    } catch (IOException reset) {
      return ""; // It hung up on us while we wrote, which is an answer, too.
    }
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as("an HTTP answer: %s", text).isPositive();
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new java.util.HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
  }

  @Override
  public void close() {
    server.close();
  }
}
