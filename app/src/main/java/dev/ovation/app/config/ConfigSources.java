package dev.ovation.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings are written, each source winning over the one before.
 *
 * @param file null when there is none
 * @param environment all variables; those that begin with {@code OVATION_} count
 * @param sets the arguments of {@code --set}, each {@code name=value}
 * @param flags dedicated options, each with the setting it stands for
 */
public record ConfigSources(
    @Nullable Path file, Map<String, String> environment, List<String> sets, List<Flag> flags) {

  public static final ConfigSources NONE = new ConfigSources(null, Map.of(), List.of(), List.of());

  /** A dedicated option, for example {@code --port 8000}. */
  public record Flag(String option, Setting<?> setting, String value) {}
}
