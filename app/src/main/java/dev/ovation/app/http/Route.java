package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of the contract.
 *
 * @param template the path with {@code {names}} for what varies
 * @param scope what a key needs; null when the call needs no key
 * @param always whether it is answered while the service is not ready
 */
record Route(
    String method,
    String template,
    List<String> parts,
    @Nullable Scope scope,
    boolean always,
    Consumer<Exchange> handler) {

  /** What tells it from every other route. */
  String key() {
    return method + " " + template;
  }

  /** Before a route is found, and when there is none. */
  static final Route NONE = of("", "none", null, exchange -> {});

  static Route of(
      String method, String template, @Nullable Scope scope, Consumer<Exchange> handler) {
    List<String> parts = List.of(template.substring(template.startsWith("/") ? 1 : 0).split("/"));
    return new Route(method, template, parts, scope, false, handler);
  }

  /** The same, answered also while the service is not ready. */
  Route whateverTheStage() {
    return new Route(method, template, parts, scope, true, handler);
  }

  boolean matches(List<String> segments) {
    if (segments.size() != parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.startsWith("{") ? segments.get(i).isEmpty() : !part.equals(segments.get(i))) {
        return false;
      }
    }
    return true;
  }
}
