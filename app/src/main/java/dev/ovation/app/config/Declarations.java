package dev.ovation.app.config;

import java.util.ArrayList;
import java.util.List;

/** Collects settings while a class declares them, in the order of the documentation. */
final class Declarations {
  private final List<Setting<?>> declared = new ArrayList<>();

  <T> Setting<T> setting(String name, SettingType<T> type, T defaultValue, String doc) {
    return add(new Setting<>(name, type, defaultValue, doc, false));
  }

  /** One whose value must not be shown, or not all of it. */
  <T> Setting<T> secret(String name, SettingType<T> type, T defaultValue, String doc) {
    return add(new Setting<>(name, type, defaultValue, doc, true));
  }

  private <T> Setting<T> add(Setting<T> setting) {
    declared.add(setting);
    return setting;
  }

  List<Setting<?>> all() {
    return List.copyOf(declared);
  }
}
