package dev.ovation.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigYamlTest {
  private static final long HEAP = 1L << 30;

  @TempDir private Path directory;

  @Test
  void theDefaultFileReadsBackAsTheDefaults() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), ConfigYaml.defaults(Settings.CATALOG));
    EffectiveSettings read = load(file).settings();
    EffectiveSettings standard = load(null).settings();
    for (Setting<?> setting : Settings.CATALOG.all()) {
      assertThat(read.plain(setting)).as(setting.name()).isEqualTo(standard.plain(setting));
      assertThat(read.origin(setting).line()).as(setting.name()).isPositive();
    }
  }

  @Test
  void theEffectiveConfigurationNamesSourcesAndHidesSecrets() throws IOException {
    String hash = "cd".repeat(32);
    OvationConfig.Loaded loaded =
        OvationConfig.load(
            new ConfigSources(
                null,
                Map.of("OVATION_KEYS", "[{id: a, sha256: " + hash + ", scopes: [read]}]"),
                List.of("data.directory=/tmp/with: colon"),
                List.of()),
            HEAP);
    String yaml = ConfigYaml.effective(loaded.settings());
    assertThat(yaml)
        .doesNotContain(hash)
        .contains("keys:  # from OVATION_KEYS\n  - {id: a, sha256: hidden, space: default")
        .contains("  directory: \"/tmp/with: colon\"  # from --set data.directory\n")
        .contains("  port: 8893  # from default\n")
        .contains("  # Port to listen on");
    Problems problems = new Problems();
    YamlSource.ofFile("effective", yaml, problems);
    assertThat(problems.found()).isEmpty();
  }

  @Test
  void sizesAndDurationsKeepTheirValueInTheirShortestForm() {
    assertThat(DataSize.parse("1536KiB")).hasToString("1536KiB");
    assertThat(DataSize.parse("1024KiB")).hasToString("1MiB");
    assertThat(DataSize.parse("0")).hasToString("0B");
    assertThat(DataSize.parse("9999999999999TiB")).isNull();
    assertThat(DataSize.parse("1MB")).isNull();
    assertThat(Durations.parse("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(Durations.format(Duration.ofHours(2))).isEqualTo("2h");
    assertThat(Durations.format(Duration.ofMillis(1500))).isEqualTo("1500ms");
    assertThat(Durations.parse("1.5s")).isNull();
  }

  private static OvationConfig.Loaded load(@org.jspecify.annotations.Nullable Path file) {
    return OvationConfig.load(new ConfigSources(file, Map.of(), List.of(), List.of()), HEAP);
  }
}
