package dev.ovation.app.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The value of every setting, and where it comes from. Immutable. */
public final class EffectiveSettings {
  private final SettingCatalog catalog;
  private final Map<String, Effective<?>> byName;

  /** A value with the place where it was written. */
  public record Effective<T>(T value, Origin origin) {}

  EffectiveSettings(SettingCatalog catalog, Map<String, Effective<?>> byName) {
    this.catalog = catalog;
    this.byName = Map.copyOf(byName);
  }

  public SettingCatalog catalog() {
    return catalog;
  }

  public <T> T get(Setting<T> setting) {
    return effective(setting).value();
  }

  public Origin origin(Setting<?> setting) {
    return effective(setting).origin();
  }

  /** The value as plain data with secrets hidden, see {@link SettingType#plain}. */
  public <T> Object plain(Setting<T> setting) {
    return setting.type().plain(get(setting), setting.secret());
  }

  /** For each setting its value, with secrets hidden, and its source: what machines may read. */
  public Map<String, Object> asData() {
    Map<String, Object> data = new LinkedHashMap<>();
    for (Setting<?> setting : catalog.all()) {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("value", plain(setting));
      shown.put("source", origin(setting).toString());
      data.put(setting.name(), shown);
    }
    return data;
  }

  @SuppressWarnings("unchecked") // The loader puts under a setting's name only values of its type.
  private <T> Effective<T> effective(Setting<T> setting) {
    Effective<?> effective = byName.get(setting.name());
    if (effective == null) {
      throw new IllegalArgumentException(setting + " is not in this catalog");
    }
    return (Effective<T>) effective;
  }
}
