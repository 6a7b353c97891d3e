package dev.ovation.app.config;

import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of settings that are written as one word. */
final class ScalarTypes {
  private ScalarTypes() {}

  static SettingType<Integer> integer(int min, int max) {
    return scalar(min + " to " + max, text -> inRange(text, min, max), value -> (long) value);
  }

  static SettingType<DataSize> size(DataSize min, DataSize max) {
    return scalar(
        min + " to " + max + ", for example " + DataSize.ofMebibytes(256),
        text -> {
          DataSize size = DataSize.parse(text);
          return size != null && size.compareTo(min) >= 0 && size.compareTo(max) <= 0 ? size : null;
        },
        DataSize::toString);
  }

  static SettingType<Duration> duration(Duration min, Duration max) {
    return scalar(
        Durations.format(min) + " to " + Durations.format(max) + ", in ms, s, m, h or d",
        text -> {
          Duration value = Durations.parse(text);
          return value != null && value.compareTo(min) >= 0 && value.compareTo(max) <= 0
              ? value
              : null;
        },
        Durations::format);
  }

  /** Text without control characters, for names of hosts and the like. */
  static SettingType<String> text(int charsMax) {
    return scalar(
        "1 to " + charsMax + " printable characters",
        text ->
            text.isEmpty()
                    || text.length() > charsMax
                    || text.chars().anyMatch(c -> Character.isISOControl(c) || c == ' ')
                ? null
                : text,
        value -> value);
  }

  /** Like {@link #text}, but it may be empty. */
  static SettingType<String> textOrNothing(int charsMax) {
    return scalar(
        "nothing, or 1 to " + charsMax + " printable characters",
        text ->
            text.length() > charsMax || text.chars().anyMatch(Character::isISOControl)
                ? null
                : text,
        value -> value);
  }

  /** The address of something that takes requests, or nothing. */
  static SettingType<String> httpUrlOrNothing() {
    return scalar(
        "nothing, or a URL that begins with http:// or https://",
        text -> text.isEmpty() || isHttpUrl(text) ? text : null,
        value -> value);
  }

  private static boolean isHttpUrl(String text) {
    try {
      URI url = new URI(text);
      String scheme = url.getScheme();
      return ("http".equals(scheme) || "https".equals(scheme)) && url.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** A name that is part of keys and statements, and so of few characters. */
  static SettingType<String> name(int charsMax) {
    return scalar(
        "1 to " + charsMax + " characters of a-z 0-9 _, no digit first",
        text -> text.length() > charsMax || !text.matches("[a-z_][a-z0-9_]*") ? null : text,
        value -> value);
  }

  static SettingType<Boolean> yesOrNo() {
    return scalar(
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> null;
            },
        value -> value);
  }

  static SettingType<String> oneOf(String... allowed) {
    return scalar(
        String.join(", ", allowed),
        text -> Arrays.asList(allowed).contains(text) ? text : null,
        value -> value);
  }

  static SettingType<Path> path() {
    return scalar(
        "a path, relative to the working directory or absolute",
        ScalarTypes::asPath,
        Path::toString);
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    return scalar(
        constants.stream().map(ScalarTypes::lower).collect(Collectors.joining(", ")),
        text -> constants.stream().filter(c -> lower(c).equals(text)).findFirst().orElse(null),
        ScalarTypes::lower);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Integer inRange(String text, int min, int max) {
    String digits = text.replace("_", "");
    if (!digits.matches("-?\\d{1,18}")) {
      return null;
    }
    BigInteger value = new BigInteger(digits);
    boolean inside =
        value.compareTo(BigInteger.valueOf(min)) >= 0
            && value.compareTo(BigInteger.valueOf(max)) <= 0;
    return inside ? value.intValue() : null;
  }

  private static @Nullable Path asPath(String text) {
    try {
      return text.isEmpty() ? null : Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static <T> SettingType<T> scalar(
      String allowed, Function<String, @Nullable T> parse, Function<T, Object> plain) {
    return new SettingType<>() {
      @Override
      public @Nullable T read(String name, RawValue raw, Problems problems) {
        T value = raw instanceof RawValue.Scalar scalar ? parse.apply(scalar.text()) : null;
        if (value == null) {
          problems.add(raw.origin(), name + " must be " + allowed + ", is " + raw.sort());
        }
        return value;
      }

      @Override
      public String allowed() {
        return allowed;
      }

      @Override
      public Object plain(T value, boolean hideSecrets) {
        Object shown = plain.apply(value);
        // That there is no secret is none, and a file of defaults must be one that can be read.
        return hideSecrets && !shown.equals("") ? "hidden" : shown;
      }
    };
  }
}
