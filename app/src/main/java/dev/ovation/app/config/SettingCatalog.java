package dev.ovation.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set of settings, found by name or by variable. Immutable. */
public final class SettingCatalog {
  private final Map<String, Setting<?>> byName = new LinkedHashMap<>();
  private final Map<String, Setting<?>> byVariable = new LinkedHashMap<>();
  private final Map<String, String> retired;

  /**
   * @param retired names that were settings once, with what to do instead
   */
  public SettingCatalog(List<Setting<?>> settings, Map<String, String> retired) {
    for (Setting<?> setting : settings) {
      if (byName.put(setting.name(), setting) != null
          || byVariable.put(setting.variable(), setting) != null) {
        throw new IllegalArgumentException(setting + " is declared twice");
      }
    }
    this.retired = Map.copyOf(retired);
  }

  public List<Setting<?>> all() {
    return List.copyOf(byName.values());
  }

  public @Nullable Setting<?> find(String name) {
    return byName.get(name);
  }

  public @Nullable Setting<?> findVariable(String variable) {
    return byVariable.get(variable);
  }

  /** True when some setting's name begins with the section and a dot. */
  boolean isSection(String name) {
    return byName.keySet().stream().anyMatch(each -> each.startsWith(name + "."));
  }

  /** Says why a name is none of ours. */
  String refusal(String name) {
    String instead = retired.get(name);
    if (instead != null) {
      return "setting " + name + " was retired: " + instead;
    }
    List<String> names = new ArrayList<>(byName.keySet());
    return "unknown setting " + name + Suggestion.forName(name, names);
  }

  String refusalOfVariable(String variable) {
    return "unknown setting" + Suggestion.forName(variable, byVariable.keySet());
  }
}
