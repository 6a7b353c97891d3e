package dev.ovation.app.http;

import dev.ovation.app.alert.AlertState;
import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.http.Readiness.Stage;
import dev.ovation.core.engine.InteractionService.HotTarget;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.HotStore.HotStats;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** The calls for those who operate the service. */
final class OperationRoutes {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Operations operations;
  private final Readiness readiness;
  private final Executor blocking;

  OperationRoutes(Operations operations, Readiness readiness, Executor blocking) {
    this.operations = operations;
    this.readiness = readiness;
    this.blocking = blocking;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "/health/live", null, this::live).whateverTheStage(),
        Route.of("GET", "/health/ready", null, exchange -> health(exchange, false))
            .whateverTheStage(),
        Route.of("GET", "/health", null, exchange -> health(exchange, true)).whateverTheStage(),
        Route.of("GET", "/metrics", Scope.READ, this::metrics).whateverTheStage(),
        Route.of("GET", "/cache/stats", Scope.READ, this::cacheStats),
        Route.of("GET", "/admin/v1/config", Scope.ADMIN, this::config).whateverTheStage(),
        Route.of("GET", "/openapi.yaml", null, this::openApi).whateverTheStage(),
        Route.of("GET", "/", null, this::root).whateverTheStage());
  }

  private void live(Exchange exchange) {
    exchange.ok("{\"status\":\"up\",\"components\":{}}");
  }

  private record Checked(Health health, double millis) {}

  private void health(Exchange exchange, boolean inDetail) {
    exchange.later(blocking, this::check, checked -> tell(exchange, checked, inDetail));
  }

  private Map<String, Checked> check() {
    Map<String, Checked> all = new TreeMap<>();
    operations
        .components()
        .forEach(
            (name, supplier) -> {
              long start = System.nanoTime();
              Health health = supplier.get();
              all.put(name, new Checked(health, (System.nanoTime() - start) / 1e6));
            });
    return all;
  }

  private void tell(Exchange exchange, Map<String, Checked> components, boolean inDetail) {
    State worst =
        components.values().stream()
            .map(checked -> checked.health().state())
            .max(State::compareTo)
            .orElse(State.UP);
    boolean serves = readiness.stage() == Stage.READY;
    // While it serves, something that is down makes the whole degraded: reads may go on.
    String status = !serves ? "down" : worst == State.UP ? "up" : "degraded";
    JsonText json = new JsonText().open().field("status", status);
    json.field("stage", readiness.stage().name().toLowerCase(Locale.ROOT));
    json.name("components").open();
    components.forEach(
        (name, checked) -> {
          json.name(name).open().field("status", text(checked.health().state()));
          if (inDetail) {
            json.name("latencyMillis").number(Math.round(checked.millis() * 1000) / 1000.0);
            json.field("circuit", checked.health().circuit());
          }
          json.field("detail", checked.health().detail()).close();
        });
    json.close();
    if (inDetail) {
      json.name("alerts").openArray();
      operations.alerts().get().forEach(alert -> tell(json, alert));
      json.closeArray();
    }
    exchange.json(serves ? 200 : 503, json.close().toString());
  }

  private static void tell(JsonText json, AlertState alert) {
    json.open().field("name", alert.name()).field("state", alert.raised() ? "raised" : "ok");
    if (!Double.isNaN(alert.value())) {
      json.name("value").number(Math.round(alert.value() * 1000) / 1000.0);
    }
    json.name("threshold").number(alert.threshold()).field("unit", alert.unit());
    if (alert.changedMillis() != 0) {
      json.time("since", alert.changedMillis());
    }
    json.field("meaning", alert.meaning()).close();
  }

  private static String text(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private void metrics(Exchange exchange) {
    exchange.later(blocking, operations.metrics()::scrape, text -> exchange.text(PROMETHEUS, text));
  }

  private void cacheStats(Exchange exchange) {
    exchange.later(
        blocking,
        operations.hotStats(),
        stats -> exchange.ok(cacheStats(stats, operations.hottest().get())));
  }

  private static String cacheStats(HotStats stats, List<HotTarget> hottest) {
    long looks = stats.hits() + stats.misses();
    JsonText json =
        new JsonText()
            .open()
            .field("hits", stats.hits())
            .field("misses", stats.misses())
            .name("hitRate")
            .number(looks == 0 ? 1.0 : Math.round(1e6 * stats.hits() / looks) / 1e6)
            .field("bases", stats.bases())
            .field("entries", stats.entries())
            .field("views", stats.views())
            .field("bytes", stats.bytes())
            .field("bytesMax", stats.bytesMax())
            .field("entryBytes", stats.entryBytes())
            .field("entryBytesMax", stats.entryBytesMax())
            .field("evictions", stats.evictions());
    json.name("hottest").openArray();
    for (HotTarget hot : hottest) {
      json.open()
          .field("space", hot.targetKind().target().space())
          .field("target", hot.targetKind().target().text())
          .field("kind", hot.targetKind().kind())
          .field("asked", hot.asked())
          .close();
    }
    return json.closeArray().close().toString();
  }

  private void config(Exchange exchange) {
    exchange.later(blocking, operations.configJson(), exchange::ok);
  }

  private void openApi(Exchange exchange) {
    exchange.later(
        blocking,
        OperationRoutes::openApiText,
        text -> exchange.text("application/yaml; charset=utf-8", text));
  }

  static String openApiText() {
    try (InputStream in = OperationRoutes.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void root(Exchange exchange) {
    exchange.ok(
        new JsonText()
            .open()
            .field("service", "ovation")
            .field("version", operations.version())
            .field("contract", "/openapi.yaml")
            .field("health", "/health")
            .close()
            .toString());
  }
}
