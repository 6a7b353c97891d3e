package dev.ovation.app.client;

import dev.ovation.app.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One server and one key. Calls block, which suits virtual threads. Thread-safe. */
public final class ApiClient implements AutoCloseable {
  private final HttpClient http;
  private final URI url;
  private final @Nullable String key;
  private final Duration timeout;

  /**
   * @param url where the server listens, for example {@code http://127.0.0.1:8893}
   * @param key the API key; null when the server has none
   * @param timeout for one call, its answer included
   */
  public ApiClient(URI url, @Nullable String key, Duration timeout) {
    this.url = url;
    this.key = key;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  public URI url() {
    return url;
  }

  public ApiResponse get(String path) throws UnreachableException, InterruptedException {
    return send("GET", path, null);
  }

  /**
   * Makes one call.
   *
   * @param path with its query, encoded already, see {@link #segment}
   * @param body data that becomes JSON; null for none
   * @throws UnreachableException when no answer came
   */
  public ApiResponse send(String method, String path, @Nullable Map<String, ?> body)
      throws UnreachableException, InterruptedException {
    HttpRequest.Builder request = request(path).timeout(timeout);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(Json.write(body)));
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new ApiResponse(response.statusCode(), response.body(), retryAfter(response));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Gets an answer of any length, which may take as long as it takes.
   *
   * @param into takes the body of an answer that is no refusal
   * @return the answer, without its body unless it is a refusal
   * @throws UnreachableException when no answer came
   * @throws IOException when it broke off
   */
  public ApiResponse download(String path, OutputStream into)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response;
    try {
      response = http.send(request(path).build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw unreachable(e);
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() / 100 == 2) {
        body.transferTo(into);
        return new ApiResponse(response.statusCode(), "", null);
      }
      String refusal = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return new ApiResponse(response.statusCode(), refusal, retryAfter(response));
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url.toString().replaceAll("/+$", "") + path))
            .header("Accept", "application/json");
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return request;
  }

  private UnreachableException unreachable(IOException e) {
    // The JDK's client refuses without words.
    String why =
        e instanceof ConnectException
            ? "connection refused"
            : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new UnreachableException("no answer from " + url + " (" + why + ")", e);
  }

  /** Encodes one segment of a path, or a value of a query. */
  public static String segment(String text) {
    // URLEncoder writes forms, where a blank is a plus; a colon needs no encoding in a path.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%3A", ":");
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
