package dev.ovation.app.cli;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a server. Filled in by the command-line parser. */
final class ClientOptions {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:OVATION_URL:-http://127.0.0.1:8893}",
      description = "Where the server listens. Default: $OVATION_URL, else http://127.0.0.1:8893.")
  private String url = "";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:OVATION_KEY}",
      description = "API key. Default: $OVATION_KEY, else none.")
  private @Nullable String key;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  ApiClient client() {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return new ApiClient(uri, key, TIMEOUT);
      }
    } catch (IllegalArgumentException e) {
      // The message below says what is expected; what exactly is wrong with the URL adds nothing.
    }
    throw new CliException(ExitCode.USAGE, "--url must be like http://127.0.0.1:8893, is " + url);
  }

  /** Makes one call whose refusal ends the command. */
  ApiResponse call(String method, String path, @Nullable Map<String, ?> body) {
    ApiResponse response = callAnyhow(method, path, body);
    if (!response.isOk()) {
      throw new CliException(ExitCode.FAILED, response.problem());
    }
    return response;
  }

  /** Makes one call; the caller looks at the status. */
  ApiResponse callAnyhow(String method, String path, @Nullable Map<String, ?> body) {
    try (ApiClient client = client()) {
      return client.send(method, path, body);
    } catch (UnreachableException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "interrupted");
    }
  }

  static CliException unreachable(UnreachableException e) {
    return new CliException(
        ExitCode.UNREACHABLE,
        e.getMessage() + "; start a server with: ovation serve, or say where it is with --url");
  }
}
