package dev.ovation.app.config;

import dev.ovation.app.config.ConfigSources.Flag;
import dev.ovation.app.config.EffectiveSettings.Effective;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads all sources and lays them over each other: default, file, environment, {@code --set},
 * dedicated options. Values that a later source overrides are checked all the same.
 */
public final class ConfigLoader {
  /** Variables with our prefix that are not settings: the client's, and the launcher's. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "OVATION_KEY",
          "OVATION_URL",
          "OVATION_CONFIG",
          "OVATION_JAVA_HOME",
          "OVATION_JAVA_OPTS",
          "OVATION_NO_BUILD");

  private static final String PREFIX = "OVATION_";

  private final SettingCatalog catalog;
  private final Problems problems;

  private ConfigLoader(SettingCatalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  /** Reads the sources; what is wrong is added to the problems and the default stands in. */
  static EffectiveSettings load(SettingCatalog catalog, ConfigSources sources, Problems problems) {
    ConfigLoader loader = new ConfigLoader(catalog, problems);
    List<Map<String, RawValue>> layers =
        List.of(
            loader.file(sources.file()),
            loader.environment(sources.environment()),
            loader.sets(sources.sets()),
            loader.flags(sources.flags()));
    Map<String, Effective<?>> effective = new HashMap<>();
    for (Setting<?> setting : catalog.all()) {
      effective.put(setting.name(), loader.effective(setting, layers));
    }
    return new EffectiveSettings(catalog, effective);
  }

  private <T> Effective<T> effective(Setting<T> setting, List<Map<String, RawValue>> layers) {
    Effective<T> effective = new Effective<>(setting.defaultValue(), Origin.DEFAULT);
    for (Map<String, RawValue> layer : layers) {
      RawValue raw = layer.get(setting.name());
      if (raw == null) {
        continue;
      }
      T value = setting.type().read(setting.name(), raw, problems);
      if (value != null) {
        effective = new Effective<>(value, raw.origin());
      }
    }
    return effective;
  }

  private Map<String, RawValue> file(@Nullable Path file) {
    if (file == null) {
      return Map.of();
    }
    Origin origin = Origin.of(file.toString());
    try {
      return flatten(YamlSource.ofFile(file.toString(), Files.readString(file), problems));
    } catch (NoSuchFileException e) {
      problems.add(origin, "there is no such file");
    } catch (CharacterCodingException e) {
      problems.add(origin, "is not UTF-8 text");
    } catch (IOException e) {
      problems.add(origin, "cannot be read: " + e);
    }
    return Map.of();
  }

  private Map<String, RawValue> flatten(RawValue root) {
    Map<String, RawValue> byName = new LinkedHashMap<>();
    switch (root) {
      case RawValue.Empty ignored -> {}
      case RawValue.Fields fields ->
          fields.fields().forEach((name, value) -> place(byName, name, value));
      case RawValue.Scalar scalar ->
          problems.add(scalar.origin(), "must hold sections of settings");
      case RawValue.Items items -> problems.add(items.origin(), "must hold sections of settings");
    }
    return byName;
  }

  private void place(Map<String, RawValue> byName, String name, RawValue value) {
    if (catalog.find(name) != null) {
      if (byName.put(name, value) != null) {
        problems.add(value.origin(), name + " is there twice");
      }
    } else if (catalog.isSection(name) && value instanceof RawValue.Fields section) {
      section.fields().forEach((inner, each) -> place(byName, name + "." + inner, each));
    } else if (!catalog.isSection(name)) {
      problems.add(value.origin(), catalog.refusal(name));
    } else if (!(value instanceof RawValue.Empty)) {
      problems.add(value.origin(), name + " is a section of settings, not a value");
    }
  }

  private Map<String, RawValue> environment(Map<String, String> variables) {
    Map<String, RawValue> byName = new LinkedHashMap<>();
    new TreeMap<>(variables)
        .forEach(
            (variable, text) -> {
              Setting<?> setting = catalog.findVariable(variable);
              if (setting != null) {
                byName.put(setting.name(), value(setting, text, variable));
              } else if (variable.startsWith(PREFIX) && !OTHER_VARIABLES.contains(variable)) {
                problems.add(Origin.of(variable), catalog.refusalOfVariable(variable));
              }
            });
    return byName;
  }

  private Map<String, RawValue> sets(List<String> sets) {
    Map<String, RawValue> byName = new LinkedHashMap<>();
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals < 1) {
        problems.add(Origin.of("--set"), "must be name=value, is \"" + set + '"');
        continue;
      }
      String name = set.substring(0, equals);
      Setting<?> setting = catalog.find(name);
      if (setting == null) {
        problems.add(Origin.of("--set"), catalog.refusal(name));
      } else {
        byName.put(name, value(setting, set.substring(equals + 1), "--set " + name));
      }
    }
    return byName;
  }

  private Map<String, RawValue> flags(List<Flag> flags) {
    Map<String, RawValue> byName = new LinkedHashMap<>();
    for (Flag flag : flags) {
      byName.put(flag.setting().name(), value(flag.setting(), flag.value(), flag.option()));
    }
    return byName;
  }

  private RawValue value(Setting<?> setting, String text, String source) {
    return setting.type().isScalar()
        ? new RawValue.Scalar(text, Origin.of(source))
        : YamlSource.ofValue(source, text, problems);
  }
}
