package dev.ovation.app.config;

import org.jspecify.annotations.Nullable;

/**
 * How a setting's values are written, checked and shown. Stateless.
 *
 * @param <T> the type that the program works with
 */
public interface SettingType<T> {

  /** Reads a value, or adds what is wrong with it to the problems and returns null. */
  @Nullable T read(String name, RawValue raw, Problems problems);

  /** What may be written, for messages and documentation, for example {@code 1 to 65535}. */
  String allowed();

  /**
   * The value as plain data that YAML and JSON can show: text, numbers, booleans, lists and maps.
   *
   * @param hideSecrets whether what must not be shown is replaced
   */
  Object plain(T value, boolean hideSecrets);

  /** True when the value is one word; false when it is written as a list or mapping. */
  default boolean isScalar() {
    return true;
  }
}
