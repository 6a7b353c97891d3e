package dev.ovation.app.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body: strict UTF-8, strict JSON, bounded depth, no duplicate names. The tree is
 * of maps, lists, strings, booleans, nulls and {@link Num}s.
 */
final class JsonBody {
  private static final int DEPTH_MAX = 16;
  private static final int NUMBER_CHARS_MAX = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(NUMBER_CHARS_MAX)
                  .build())
          .build();

  private JsonBody() {}

  /** A number as it was written: what it may be is for the field to say. */
  record Num(String text) {}

  /**
   * Parses a body.
   *
   * @throws ProblemException 400 when it is not one JSON document
   */
  static @Nullable Object parse(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("the body is not valid UTF-8");
    }
    if (text.startsWith("\ufeff")) {
      throw malformed("the body starts with a byte order mark; JSON has none");
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw malformed("the body is empty");
      }
      Object value = value(parser, first);
      if (parser.nextToken() != null) {
        throw malformed("there is something after the end of the JSON document");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw malformed(
          "the body is nested deeper than "
              + DEPTH_MAX
              + " levels, or has a number of more than "
              + NUMBER_CHARS_MAX
              + " characters");
    } catch (IOException e) {
      throw malformed("the body is not valid JSON: " + firstLine(e));
    }
  }

  private static String firstLine(IOException e) {
    String message = e.getMessage() == null ? "unreadable" : e.getMessage();
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() > 200 ? line.substring(0, 200) : line;
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(Problem.of(400, "malformed", detail));
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          map.put(name, value(parser, parser.nextToken()));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          list.add(value(parser, next));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw malformed("unexpected " + token);
    };
  }
}
