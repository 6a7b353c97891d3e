package dev.ovation.app.cli.csvimport;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps lines whose column compares so with a value. When both sides are numbers they are compared
 * as numbers, else as text.
 */
public record LineFilter(String column, Comparison comparison, String value) {
  private static final Pattern FORM =
      Pattern.compile("\\s*([^<>=!]+?)\\s*(<=|>=|!=|=|<|>)\\s*(.*?)\\s*");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,30})?");

  /** How a line's field is compared with the filter's value. */
  public enum Comparison {
    LESS("<"),
    AT_MOST("<="),
    EQUAL("="),
    NOT_EQUAL("!="),
    AT_LEAST(">="),
    MORE(">");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    private boolean holds(int compared) {
      return switch (this) {
        case LESS -> compared < 0;
        case AT_MOST -> compared <= 0;
        case EQUAL -> compared == 0;
        case NOT_EQUAL -> compared != 0;
        case AT_LEAST -> compared >= 0;
        case MORE -> compared > 0;
      };
    }
  }

  /** Reads {@code column>=value}, or returns nothing when the text has another form. */
  public static Optional<LineFilter> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    for (Comparison comparison : Comparison.values()) {
      if (comparison.sign.equals(matcher.group(2))) {
        return Optional.of(new LineFilter(matcher.group(1), comparison, matcher.group(3)));
      }
    }
    return Optional.empty();
  }

  boolean keeps(String field) {
    BigDecimal left = number(field);
    BigDecimal right = number(value);
    return comparison.holds(
        left != null && right != null ? left.compareTo(right) : field.compareTo(value));
  }

  private static @Nullable BigDecimal number(String text) {
    return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
  }

  @Override
  public String toString() {
    return column + comparison.sign + value;
  }
}
