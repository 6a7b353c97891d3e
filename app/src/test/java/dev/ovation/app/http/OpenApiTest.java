package dev.ovation.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.config.ConfigSources;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.profile.EmbeddedProfile;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The document is the routes, and the routes are the document. */
class OpenApiTest {
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  @TempDir private Path folder;

  @Test
  void everyRouteIsInTheDocumentAndTheOtherWayRound() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    String data = "data.directory=" + folder;
    OvationConfig config =
        OvationConfig.load(new ConfigSources(null, Map.of(), List.of(data), List.of()), 1L << 30)
            .config();
    try (EmbeddedProfile profile = EmbeddedProfile.open(config, registry)) {
      OvationServer server =
          new OvationServer(
              new HttpSettings("127.0.0.1", 0, 1, 1, Duration.ZERO, Duration.ZERO, List.of(), 1, 1),
              profile.service(),
              config.kinds(),
              new Operations(
                  "",
                  Map.of(),
                  List::of,
                  profile::hotStats,
                  List::of,
                  profile.deadLetters(),
                  profile.operations(),
                  profile.exports(),
                  profile.consistency(),
                  () -> "{}",
                  registry),
              new Readiness(),
              Runnable::run);
      assertThat(documented()).containsExactlyInAnyOrderElementsOf(served(server));
    }
  }

  private static List<String> documented() {
    Object document =
        new Load(LoadSettings.builder().build()).loadFromString(OperationRoutes.openApiText());
    List<String> calls = new ArrayList<>();
    map(map(document).get("paths"))
        .forEach(
            (path, operations) ->
                map(operations).keySet().stream()
                    .filter(METHODS::contains)
                    .forEach(method -> calls.add(method + " " + path)));
    return calls;
  }

  private static List<String> served(OvationServer server) {
    return server.routes().stream()
        .map(route -> route.method().toLowerCase(Locale.ROOT) + " " + route.template())
        .toList();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
