package dev.ovation.proof.torture.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server's answers with nothing of the server's own: objects as maps, arrays as lists,
 * numbers as {@link Long}, and everything else as text. Stateless.
 */
public final class Answers {
  private static final JsonFactory JSON = new JsonFactory();

  private Answers() {}

  /** The fields of one object. */
  public record Fields(Map<String, @Nullable Object> all) {
    private static final Fields EMPTY = new Fields(Map.of());

    /** A text, or what stands for its absence. */
    public String text(String name, String absent) {
      return all.get(name) instanceof String text ? text : absent;
    }

    public long number(String name, long absent) {
      return all.get(name) instanceof Long number ? number : absent;
    }

    public boolean isTrue(String name) {
      return Boolean.TRUE.equals(all.get(name));
    }

    public Fields object(String name) {
      return all.get(name) instanceof Map<?, ?> map ? of(map) : EMPTY;
    }

    public List<Fields> objects(String name) {
      List<Fields> objects = new ArrayList<>();
      if (all.get(name) instanceof List<?> list) {
        for (Object each : list) {
          objects.add(each instanceof Map<?, ?> map ? of(map) : EMPTY);
        }
      }
      return objects;
    }

    private static Fields of(Map<?, ?> map) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      map.forEach((name, value) -> fields.put(String.valueOf(name), value));
      return new Fields(fields);
    }
  }

  /**
   * Reads an answer that is an object.
   *
   * @throws IllegalStateException when it is none, which is a fault of the server's and no outcome
   */
  public static Fields read(String body) {
    try (JsonParser parser = JSON.createParser(body)) {
      parser.nextToken();
      if (value(parser) instanceof Map<?, ?> map) {
        return Fields.of(map);
      }
      throw new IOException("it is no object");
    } catch (IOException e) {
      throw new IllegalStateException("an answer that is no JSON: " + body, e);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_FLOAT -> parser.getText();
      case null, default -> throw new IOException("broken JSON at " + parser.currentLocation());
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return items;
  }
}
