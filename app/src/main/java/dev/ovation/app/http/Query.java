package dev.ovation.app.http;

import dev.ovation.app.http.Problem.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request's query parameters: known ones only, each at most once. */
final class Query {
  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Parses a query string.
   *
   * @throws ProblemException 400 for unknown or repeated parameters
   */
  static Query parse(@Nullable String query, Set<String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    List<FieldError> errors = new ArrayList<>();
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String rawName = equals < 0 ? pair : pair.substring(0, equals);
        String rawValue = equals < 0 ? "" : pair.substring(equals + 1);
        String name = Path.decode(rawName.replace('+', ' '), "the query");
        String value = Path.decode(rawValue.replace('+', ' '), "the query");
        if (!known.contains(name)) {
          errors.add(
              new FieldError(
                  name,
                  known.isEmpty()
                      ? "this call takes no parameters"
                      : "unknown parameter; known are "
                          + String.join(", ", known.stream().sorted().toList())));
        } else if (values.putIfAbsent(name, value) != null) {
          errors.add(new FieldError(name, "given more than once"));
        }
      }
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalid(400, errors));
    }
    return new Query(values);
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  /** A whole number from min to max, or what is given when it is absent. */
  int integer(String name, int absent, int min, int max) {
    String value = values.get(name);
    if (value == null) {
      return absent;
    }
    if (value.matches("\\d{1,6}")) {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new ProblemException(
        Problem.invalid(
            422,
            List.of(new FieldError(name, "must be a whole number from " + min + " to " + max))));
  }
}
