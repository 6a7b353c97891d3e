package dev.ovation.adapters.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a script answered: always a list.
 *
 * @param runId the run of the server that answered
 */
record Reply(String runId, List<? extends @Nullable Object> values) {

  boolean isEmpty() {
    return values.isEmpty();
  }

  int size() {
    return values.size();
  }

  byte @Nullable [] bytes(int at) {
    return (byte[]) values.get(at);
  }

  String text(int at) {
    return text(Objects.requireNonNull(values.get(at)));
  }

  long number(int at) {
    return number(Objects.requireNonNull(values.get(at)));
  }

  boolean flag(int at) {
    return number(at) != 0;
  }

  /** A list in the list; empty where there is nothing. */
  @SuppressWarnings("unchecked") // What Lettuce's nested output makes of an array.
  List<@Nullable Object> list(int at) {
    Object list = values.get(at);
    return list == null ? List.of() : (List<@Nullable Object>) list;
  }

  /** Goes through a list of names, each before what it names. */
  void pairs(int at, BiConsumer<String, byte[]> pair) {
    List<@Nullable Object> flat = list(at);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      if (flat.get(i) instanceof byte[] name && flat.get(i + 1) instanceof byte[] packed) {
        pair.accept(text(name), packed);
      }
    }
  }

  static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : value.toString();
  }

  /** Numbers come as integers, or as texts where they were read from a hash. */
  static long number(Object value) {
    return value instanceof Long number ? number : Long.parseLong(text(value));
  }
}
