package dev.ovation.app.cli;

import dev.ovation.app.config.ConfigYaml;
import dev.ovation.app.config.EffectiveSettings;
import dev.ovation.app.config.Settings;
import dev.ovation.app.config.SettingsTable;
import dev.ovation.app.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the configuration that {@code serve} would run with. */
@Command(
    name = "config",
    description = "Shows the effective configuration with the source of every value.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation config",
      "  ovation config --config prod.yaml --set server.port=8000 --json",
      "  ovation config --defaults > ovation.yaml"
    })
final class ConfigCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--defaults", description = "Print a commented file of all defaults instead.")
  private boolean defaults;

  @Option(
      names = "--table",
      description = "Print the table of the documentation instead, in Markdown.")
  private boolean table;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Map<String, String> environment;

  ConfigCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (table) {
      out.print(SettingsTable.markdown(Settings.CATALOG));
    } else if (defaults) {
      out.print(
          json ? Json.writePretty(defaultsAsData()) + "\n" : ConfigYaml.defaults(Settings.CATALOG));
    } else {
      EffectiveSettings settings = options.load(environment).settings();
      out.print(json ? Json.writePretty(settings.asData()) + "\n" : ConfigYaml.effective(settings));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static Map<String, Object> defaultsAsData() {
    Map<String, Object> byName = new LinkedHashMap<>();
    Settings.CATALOG.all().forEach(each -> byName.put(each.name(), each.plainDefault()));
    return byName;
  }
}
