package dev.ovation.app.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose fields are asked for by name and type. Absent and null are alike. Immutable.
 */
public record JsonObject(Map<String, @Nullable Object> fields) {
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  static JsonObject of(Map<?, ?> map) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    return new JsonObject(fields);
  }

  /** The text of a field; numbers and booleans as they are written. */
  public @Nullable String text(String name) {
    Object value = fields.get(name);
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? value.toString()
        : null;
  }

  /** Like {@link #text}, with a text for absence. */
  public String textOr(String name, String absent) {
    String text = text(name);
    return text == null ? absent : text;
  }

  public long number(String name) {
    return fields.get(name) instanceof Number number ? number.longValue() : 0;
  }

  public boolean isTrue(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  /** Whether it is there and says no, which is more than not to be true. */
  public boolean isFalse(String name) {
    return Boolean.FALSE.equals(fields.get(name));
  }

  /** An object within; empty when there is none. */
  public JsonObject object(String name) {
    return fields.get(name) instanceof Map<?, ?> map ? of(map) : EMPTY;
  }

  /** The objects of a list; empty when there is none. */
  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    if (fields.get(name) instanceof List<?> list) {
      for (Object each : list) {
        objects.add(each instanceof Map<?, ?> map ? of(map) : EMPTY);
      }
    }
    return objects;
  }
}
