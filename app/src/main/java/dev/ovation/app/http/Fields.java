package dev.ovation.app.http;

import dev.ovation.app.http.JsonBody.Num;
import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.core.domain.Ids;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, checked one by one; everything that is wrong is collected and told
 * at once. Not thread-safe.
 */
final class Fields {
  private final String pointer;
  private final Map<?, ?> map;
  private final List<FieldError> malformed = new ArrayList<>();
  private final List<FieldError> invalid = new ArrayList<>();

  private Fields(String pointer, Map<?, ?> map) {
    this.pointer = pointer;
    this.map = map;
  }

  /**
   * The fields of a whole body; none when it is empty.
   *
   * @throws ProblemException 400 when the body is no object or has fields that are not known
   */
  static Fields ofBody(byte[] body, Set<String> known) {
    if (body.length == 0) {
      return new Fields("", Map.of());
    }
    return of("", JsonBody.parse(body), known);
  }

  /** The fields of an object within a body. */
  static Fields of(String pointer, @Nullable Object value, Set<String> known) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ProblemException(
          Problem.invalid(
              400, List.of(new FieldError(pointer, "must be an object, is " + typeOf(value)))));
    }
    Fields fields = new Fields(pointer, map);
    for (Object name : map.keySet()) {
      if (!known.contains(name)) {
        fields.malformed.add(
            new FieldError(
                fields.at(String.valueOf(name)),
                "unknown field; known are " + String.join(", ", known.stream().sorted().toList())));
      }
    }
    return fields;
  }

  boolean has(String name) {
    return map.containsKey(name);
  }

  @Nullable Object raw(String name) {
    return map.get(name);
  }

  /** A string, or null when it is absent or null. */
  @Nullable String text(String name) {
    Object value = map.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    malformed(name, "must be a string, is " + typeOf(value));
    return null;
  }

  /** A string that must be there. */
  String required(String name) {
    String value = text(name);
    if (value == null) {
      if (map.get(name) == null) {
        malformed(name, "is required");
      }
      return "";
    }
    return value;
  }

  /** True or false; false when it is absent. */
  boolean flag(String name) {
    Object value = map.get(name);
    if (value != null && !(value instanceof Boolean)) {
      malformed(name, "must be true or false, is " + typeOf(value));
    }
    return Boolean.TRUE.equals(value);
  }

  /** An id that must be there. */
  String id(String name) {
    String id = required(name);
    if (map.get(name) instanceof String) {
      invalidIf(name, Ids.problemOfId(id));
    }
    return id;
  }

  /** A target's text that must be there. */
  String target(String name) {
    String target = required(name);
    if (map.get(name) instanceof String) {
      invalidIf(name, Ids.problemOfTarget(target));
    }
    return target;
  }

  @Nullable String token(String name) {
    String token = text(name);
    if (token != null) {
      invalidIf(name, Ids.problemOfToken(token));
    }
    return token;
  }

  @Nullable Long time(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Long millis = Times.parse(text);
    if (millis == null) {
      invalid(name, "must be an RFC 3339 time from 1970 to 9999, for example 2026-01-31T12:00:00Z");
    }
    return millis;
  }

  /** A register's value: a string, or a number in its shortest form. */
  @Nullable String value(String name) {
    Object value = map.get(name);
    if (value instanceof Num number) {
      return shortest(number);
    }
    return text(name);
  }

  private static String shortest(Num number) {
    BigDecimal decimal = new BigDecimal(number.text());
    // A huge exponent would make a huge text; no value has one.
    return Math.abs((long) decimal.scale()) > 64
        ? number.text()
        : decimal.stripTrailingZeros().toPlainString();
  }

  /** A whole number from min to max. */
  long integer(String name, long absent, long min, long max) {
    Object value = map.get(name);
    if (value == null) {
      return absent;
    }
    if (!(value instanceof Num number) || !isWhole(number.text())) {
      malformed(name, "must be a whole number, is " + typeOf(value));
      return absent;
    }
    BigDecimal decimal = new BigDecimal(number.text());
    if (decimal.compareTo(BigDecimal.valueOf(min)) < 0
        || decimal.compareTo(BigDecimal.valueOf(max)) > 0) {
      invalid(name, "must be " + min + " to " + max);
      return absent;
    }
    return decimal.longValueExact();
  }

  private static boolean isWhole(String text) {
    return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }

  void malformed(String name, String detail) {
    malformed.add(new FieldError(at(name), detail));
  }

  void invalid(String name, String detail) {
    invalid.add(new FieldError(at(name), detail));
  }

  void invalidIf(String name, @Nullable String problem) {
    if (problem != null) {
      invalid(name, problem);
    }
  }

  /** What is wrong so far, or null. */
  @Nullable Problem problem() {
    if (malformed.isEmpty() && invalid.isEmpty()) {
      return null;
    }
    List<FieldError> all = new ArrayList<>(malformed);
    all.addAll(invalid);
    return Problem.invalid(malformed.isEmpty() ? 422 : 400, all);
  }

  /** Ends the request if anything is wrong. */
  void check() {
    Problem problem = problem();
    if (problem != null) {
      throw new ProblemException(problem);
    }
  }

  private String at(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String s -> "a string";
      case Num n -> "a number";
      case Boolean b -> "a boolean";
      case List<?> l -> "an array";
      default -> "an object";
    };
  }
}
