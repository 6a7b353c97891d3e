package dev.ovation.app.config;

/** The documentation's table of settings. */
public final class SettingsTable {
  private SettingsTable() {}

  /** The table in Markdown, one row a setting. */
  public static String markdown(SettingCatalog catalog) {
    StringBuilder out = new StringBuilder();
    out.append("| setting | default | allowed | what it does |\n| --- | --- | --- | --- |\n");
    for (Setting<?> setting : catalog.all()) {
      out.append("| `")
          .append(setting.name())
          .append("` | ")
          .append(setting.type().isScalar() ? "`" + setting.plainDefault() + "`" : "see `config`")
          .append(" | ")
          .append(setting.type().allowed())
          .append(" | ")
          .append(setting.doc())
          .append(" |\n");
    }
    return out.toString();
  }
}
