package dev.ovation.app.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Shows settings as commented YAML that can be read back. Written by hand because no YAML library
 * keeps comments where a reader wants them.
 */
public final class ConfigYaml {
  private static final int WIDTH = 100;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./ -]*");

  private final StringBuilder out = new StringBuilder();

  private ConfigYaml() {}

  /** Every value with its source; secrets are hidden. */
  public static String effective(EffectiveSettings settings) {
    ConfigYaml yaml = new ConfigYaml();
    yaml.comment("", "The effective configuration. Secrets are hidden.");
    yaml.settings(
        settings.catalog(),
        setting -> settings.plain(setting),
        setting -> "from " + settings.origin(setting));
    return yaml.out.toString();
  }

  /** A file that sets every setting to its default. */
  public static String defaults(SettingCatalog catalog) {
    ConfigYaml yaml = new ConfigYaml();
    yaml.comment(
        "",
        "Ovation's settings with their defaults. Leave out what needs no change. Each can be"
            + " overridden by an environment variable (server.port by OVATION_SERVER_PORT) and by"
            + " --set server.port=1.");
    yaml.settings(catalog, Setting::plainDefault, setting -> "");
    return yaml.out.toString();
  }

  private interface Show<R> {
    R of(Setting<?> setting);
  }

  private void settings(SettingCatalog catalog, Show<Object> value, Show<String> remark) {
    String section = "";
    for (Setting<?> setting : catalog.all()) {
      int dot = setting.name().indexOf('.');
      String mine = dot < 0 ? "" : setting.name().substring(0, dot);
      if (!mine.equals(section) || dot < 0) {
        out.append('\n');
        section = mine;
        if (dot >= 0) {
          out.append(section).append(":\n");
        }
      }
      String indent = dot < 0 ? "" : "  ";
      comment(indent, setting.doc());
      comment(indent, "Allowed: " + setting.type().allowed() + ".");
      out.append(indent).append(setting.name().substring(dot + 1)).append(':');
      value(indent, value.of(setting), remark.of(setting));
    }
  }

  private void value(String indent, Object value, String remark) {
    String comment = remark.isEmpty() ? "" : "  # " + remark;
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        out.append(comment).append('\n');
        map.forEach(
            (key, each) ->
                out.append(indent)
                    .append("  ")
                    .append(key)
                    .append(": ")
                    .append(flow(each))
                    .append('\n'));
      }
      case List<?> list when !list.isEmpty() -> {
        out.append(comment).append('\n');
        list.forEach(each -> out.append(indent).append("  - ").append(flow(each)).append('\n'));
      }
      default -> out.append(' ').append(flow(value)).append(comment).append('\n');
    }
  }

  /** A value on one line. */
  private static String flow(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case List<?> list ->
          list.stream().map(ConfigYaml::flow).collect(Collectors.joining(", ", "[", "]"));
      default -> quotedIfNeeded(value.toString());
    };
  }

  private static String quotedIfNeeded(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !text.endsWith(" ") && !text.equals("null");
    return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private void comment(String indent, String sentence) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    out.append(line).append('\n');
  }
}
