package dev.ovation.app.http;

import dev.ovation.app.json.Json;
import dev.ovation.core.fuzz.Mutator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Makes requests from the OpenAPI document: any of its operations, with parameters and bodies as it
 * describes them, some of which are then spoilt. Single-threaded.
 */
final class OpenApiRequests {
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");
  private static final List<String> NAMES = List.of("u1", "u2", "like", "reaction", "rating", "x");
  private static final int SPOILT_PERCENT = 30;

  private final Mutator mutator;
  private final Map<?, ?> document;
  private final List<Operation> operations = new ArrayList<>();

  /**
   * A request as it goes over the wire.
   *
   * @param body JSON, or what was JSON, a character for each byte; null for none
   */
  record Request(String operation, String method, String path, @Nullable String body) {
    byte @Nullable [] bodyBytes() {
      return body == null ? null : body.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private record Operation(
      String method, String path, List<Map<?, ?>> parameters, @Nullable Object body) {}

  OpenApiRequests(Mutator mutator) {
    this.mutator = mutator;
    this.document =
        map(new Load(LoadSettings.builder().build()).loadFromString(OperationRoutes.openApiText()));
    map(document.get("paths")).forEach((path, item) -> add(path.toString(), map(item)));
  }

  private void add(String path, Map<?, ?> item) {
    item.forEach(
        (method, operation) -> {
          if (METHODS.contains(method.toString())) {
            List<Map<?, ?>> parameters = new ArrayList<>();
            list(item.get("parameters")).forEach(each -> parameters.add(resolved(each)));
            list(map(operation).get("parameters")).forEach(each -> parameters.add(resolved(each)));
            Map<?, ?> content = map(resolved(map(operation).get("requestBody")).get("content"));
            operations.add(
                new Operation(
                    method.toString().toUpperCase(Locale.ROOT),
                    path,
                    parameters,
                    map(content.get("application/json")).get("schema")));
          }
        });
  }

  List<String> operations() {
    return operations.stream().map(each -> each.method() + " " + each.path()).toList();
  }

  Request next() {
    Operation operation = mutator.pick(operations);
    String path = operation.path();
    List<String> query = new ArrayList<>();
    for (Map<?, ?> parameter : operation.parameters()) {
      String name = String.valueOf(parameter.get("name"));
      if ("path".equals(parameter.get("in"))) {
        path = path.replace("{" + name + "}", text(parameter.get("schema")));
      } else if (mutator.chance(60)) {
        query.add(name + "=" + text(parameter.get("schema")));
      }
    }
    if (mutator.chance(5)) {
      query.add(encoded(mutator.hostile()) + "=" + encoded(mutator.hostile()));
    }
    String whole = query.isEmpty() ? path : path + "?" + String.join("&", query);
    String method = mutator.chance(3) ? mutator.pick(List.of("PATCH", "HEAD", "TRACE", "X")) : "";
    return new Request(
        operation.method() + " " + operation.path(),
        method.isEmpty() ? operation.method() : method,
        whole,
        operation.body() == null
            ? null
            : new String(body(operation.body()), StandardCharsets.ISO_8859_1));
  }

  private byte[] body(Object schema) {
    Object value = instance(schema, 0);
    byte[] json =
        value instanceof Map<?, ?> object
            ? Json.write(object).getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    return mutator.chance(SPOILT_PERCENT) ? mutator.spoil(json) : json;
  }

  private String text(@Nullable Object schema) {
    String text = String.valueOf(instance(schema, 0));
    if (!mutator.chance(SPOILT_PERCENT)) {
      return encoded(text);
    }
    String spoilt = mutator.chance(50) ? mutator.hostile() : mutator.spoil(text);
    // Now and then as it is, where the line of the request stays one.
    return mutator.chance(20) && spoilt.chars().allMatch(c -> c > ' ' && c < 127)
        ? spoilt
        : encoded(spoilt);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A value as a schema describes it; now and then one of another type. */
  private @Nullable Object instance(@Nullable Object of, int depth) {
    Map<?, ?> schema = resolved(of);
    if (mutator.chance(6)) {
      return wrong();
    }
    List<?> values = list(schema.get("enum"));
    if (!values.isEmpty()) {
      return mutator.pick(values);
    }
    return switch (type(schema)) {
      case "integer", "number" -> number(schema);
      case "boolean" -> mutator.chance(50);
      case "array" -> items(schema, depth);
      case "object" -> object(schema, depth);
      default -> string(schema);
    };
  }

  private String type(Map<?, ?> schema) {
    Object type = schema.get("type");
    if (type instanceof List<?> several) {
      return String.valueOf(mutator.pick(several));
    }
    return type == null && schema.containsKey("properties") ? "object" : String.valueOf(type);
  }

  private Object string(Map<?, ?> schema) {
    String pattern = String.valueOf(schema.get("pattern"));
    if (pattern.contains(":")) {
      return "video:" + mutator.random().nextInt(3);
    }
    if ("date-time".equals(schema.get("format"))) {
      return "2026-05-01T12:00:0" + mutator.random().nextInt(10) + "Z";
    }
    return pattern.contains("[0-9]{1,6}-")
        ? "0-" + mutator.random().nextInt(9)
        : pattern.startsWith("^[0-9]")
            ? Integer.toString(mutator.random().nextInt(9))
            : mutator.pick(NAMES);
  }

  private Object number(Map<?, ?> schema) {
    long least = schema.get("minimum") instanceof Number n ? n.longValue() : 0;
    long most = schema.get("maximum") instanceof Number n ? n.longValue() : least + 1_000;
    return mutator.pick(
        List.of(least, most, least - 1, most + 1, (least + most) / 2, Long.MAX_VALUE));
  }

  private List<@Nullable Object> items(Map<?, ?> schema, int depth) {
    List<@Nullable Object> items = new ArrayList<>();
    for (int i = mutator.random().nextInt(4); i > 0; i--) {
      items.add(instance(schema.get("items"), depth + 1));
    }
    return items;
  }

  private Map<String, @Nullable Object> object(Map<?, ?> schema, int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    map(schema.get("properties"))
        .forEach(
            (name, property) -> {
              if (mutator.chance(80)) {
                object.put(name.toString(), instance(property, depth + 1));
              }
            });
    if (mutator.chance(5)) {
      object.put(mutator.hostile(), wrong());
    }
    return object;
  }

  private @Nullable Object wrong() {
    return switch (mutator.random().nextInt(6)) {
      case 0 -> null;
      case 1 -> List.of();
      case 2 -> Map.of("a", List.of(1));
      case 3 -> -1;
      case 4 -> true;
      default -> mutator.hostile();
    };
  }

  private Map<?, ?> resolved(@Nullable Object node) {
    Map<?, ?> map = map(node);
    if (!(map.get("$ref") instanceof String reference)) {
      return map;
    }
    Map<?, ?> at = document;
    for (String step : reference.substring(2).split("/", -1)) {
      at = map(at.get(step));
    }
    return resolved(at);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
