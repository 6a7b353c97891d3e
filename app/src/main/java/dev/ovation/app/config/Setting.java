package dev.ovation.app.config;

import java.util.Locale;

/**
 * One setting: everything that is known about it is said here, once.
 *
 * @param name for example {@code server.port}: a section and a name, both in kebab case
 * @param doc one sentence that says what it does
 * @param secret parts of the value must not be shown
 */
public record Setting<T>(
    String name, SettingType<T> type, T defaultValue, String doc, boolean secret) {

  /** The environment variable that overrides it, for example {@code OVATION_SERVER_PORT}. */
  public String variable() {
    return "OVATION_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The default as plain data, see {@link SettingType#plain}. */
  public Object plainDefault() {
    return type.plain(defaultValue, secret);
  }

  @Override
  public String toString() {
    return name;
  }
}
