package dev.ovation.app.cli;

import dev.ovation.app.config.ClusterSettings;
import dev.ovation.app.config.ConfigSources;
import dev.ovation.app.config.ConfigSources.Flag;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.config.Setting;
import dev.ovation.app.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where settings are written. Filled in by the command-line parser. */
final class ConfigOptions {
  private static final Path DEFAULT_FILE = Path.of("ovation.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Settings file. Default: $OVATION_CONFIG, else ovation.yaml in the working directory if there"
            + " is one."
      })
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Override a setting, for example --set server.port=8000. May be repeated.")
  private List<String> sets = new ArrayList<>();

  @Option(names = "--port", paramLabel = "PORT", description = "The setting server.port.")
  private @Nullable String port;

  @Option(names = "--host", paramLabel = "HOST", description = "The setting server.host.")
  private @Nullable String host;

  @Option(names = "--data", paramLabel = "DIR", description = "The setting data.directory.")
  private @Nullable String data;

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      description = "The setting node.roles, for example api,projector.")
  private @Nullable String roles;

  /** Reads all sources. */
  OvationConfig.Loaded load(Map<String, String> environment) {
    List<Flag> flags = new ArrayList<>();
    flag(flags, "--port", Settings.SERVER_PORT, port);
    flag(flags, "--host", Settings.SERVER_HOST, host);
    flag(flags, "--data", Settings.DATA_DIRECTORY, data);
    flag(flags, "--roles", ClusterSettings.NODE_ROLES, roles);
    return OvationConfig.load(
        new ConfigSources(file(environment), environment, sets, flags),
        Runtime.getRuntime().maxMemory());
  }

  private @Nullable Path file(Map<String, String> environment) {
    if (file != null) {
      return file;
    }
    String named = environment.get("OVATION_CONFIG");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    return Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : null;
  }

  private static void flag(
      List<Flag> flags, String option, Setting<?> setting, @Nullable String value) {
    if (value != null) {
      flags.add(new Flag(option, setting, value));
    }
  }
}
