package dev.ovation.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ovation.app.config.ConfigSources.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final long HEAP = 512L << 20;

  @TempDir private Path directory;

  @Test
  void laterSourcesWinAndTheSourceIsKnown() throws IOException {
    Path file =
        write("server:\n  port: 1\n  event-loops: 1\n  body-max: 1MiB\n  host: 127.0.0.1\n");
    OvationConfig.Loaded loaded =
        OvationConfig.load(
            new ConfigSources(
                file,
                Map.of(
                    "OVATION_SERVER_EVENT_LOOPS", "2",
                    "OVATION_SERVER_BODY_MAX", "2MiB",
                    "OVATION_SERVER_HOST", "127.0.0.2"),
                List.of("server.body-max=3MiB", "server.host=127.0.0.3"),
                List.of(new Flag("--host", Settings.SERVER_HOST, "127.0.0.4"))),
            HEAP);

    OvationConfig.ServerConfig server = loaded.config().server();
    assertThat(server.port()).isEqualTo(1);
    assertThat(server.eventLoops()).isEqualTo(2);
    assertThat(server.bodyMax()).isEqualTo(DataSize.ofMebibytes(3));
    assertThat(server.host()).isEqualTo("127.0.0.4");
    EffectiveSettings settings = loaded.settings();
    assertThat(settings.origin(Settings.CLOCK_NODE)).hasToString("default");
    assertThat(settings.origin(Settings.SERVER_PORT)).hasToString(file + ":2");
    assertThat(settings.origin(Settings.SERVER_EVENT_LOOPS))
        .hasToString("OVATION_SERVER_EVENT_LOOPS");
    assertThat(settings.origin(Settings.SERVER_BODY_MAX)).hasToString("--set server.body-max");
    assertThat(settings.origin(Settings.SERVER_HOST)).hasToString("--host");
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirPlaces() throws IOException {
    Path file =
        write(
            """
            server:
              prot: 1
              port: seventy
            sever:
              host: a
            limits: 7
            log:
            kinds:
              like: {shape: register, values: [a b]}
              explain: {shape: counter}
              view: {shape: counter, values: [x]}
            keys:
              - id: a
                sha256: my-password
                scops: [read]
            """);
    List<String> problems =
        refused(
            new ConfigSources(
                file,
                Map.of("OVATION_SERVER_PROT", "1", "OVATION_KEY", "k", "HOME", "/"),
                List.of("server.port", "serverport=1", "server.port=-1"),
                List.of(new Flag("--port", Settings.SERVER_PORT, "x"))));

    String all = String.join("\n", problems);
    assertThat(all)
        .contains(file + ":2: unknown setting server.prot; did you mean server.port?")
        .contains(file + ":3: server.port must be 0 to 65535, is \"seventy\"")
        .contains(file + ":4: unknown setting sever")
        .contains(file + ":6: limits is a section of settings, not a value")
        .contains(file + ":9: kinds.like: a value is 1 to 32 of")
        .contains(file + ":10: kinds.explain: a kind's name is")
        .contains(file + ":11: kinds.view: only a register has values")
        .contains(file + ":13: keys[0]: sha256 must be 64 hexadecimal digits")
        .contains(file + ":15: keys[0]: unknown field scops; did you mean scopes?")
        .contains("OVATION_SERVER_PROT: unknown setting; did you mean OVATION_SERVER_PORT?")
        .contains("--set: must be name=value, is \"server.port\"")
        .contains("--set: unknown setting serverport; did you mean server.port?")
        .contains("--set server.port: server.port must be 0 to 65535, is \"-1\"")
        .contains("--port: server.port must be 0 to 65535, is \"x\"")
        .doesNotContain("my-password")
        .doesNotContain("OVATION_KEY:");
  }

  @Test
  void retiredNamesSayWhatToDoInstead() throws IOException {
    SettingCatalog catalog =
        new SettingCatalog(
            List.of(Settings.SERVER_PORT), Map.of("server.socket", "use server.port"));
    Problems problems = new Problems();
    ConfigLoader.load(
        catalog,
        new ConfigSources(write("server:\n  socket: 1\n"), Map.of(), List.of(), List.of()),
        problems);
    assertThat(problems.found()).hasSize(1);
    assertThat(problems.found().getFirst())
        .endsWith(":2: setting server.socket was retired: use server.port");
  }

  @Test
  void whatIsNoYamlIsRefusedWithItsLine() throws IOException {
    assertThat(refusedFile("server:\n  port: [1\n").getFirst()).contains("not valid YAML");
    assertThat(refusedFile("server:\n  port: 1\n  port: 2\n").getFirst())
        .endsWith(":3: port is there twice");
    assertThat(refusedFile("- a\n").getFirst()).endsWith(":1: must hold sections of settings");
    assertThat(refusedFile("server:\n  port:\n").getFirst())
        .endsWith(":2: server.port must be 0 to 65535, is nothing");
    assertThat(refused(new ConfigSources(directory.resolve("no"), Map.of(), List.of(), List.of())))
        .containsExactly(directory.resolve("no") + ": there is no such file");
  }

  @Test
  void settingsThatDoNotFitTogetherAreRefused() {
    assertThat(refusedSets("hot.bytes-max=300MiB", "hot.entry-bytes-max=100MiB").getFirst())
        .contains("hot.bytes-max (300MiB) and hot.entry-bytes-max (100MiB)")
        .contains("384 MiB of 512 MiB");
    assertThat(refusedSets("server.host=0.0.0.0").getFirst())
        .startsWith("--set server.host: server.host (0.0.0.0) and keys ([]) do not fit");
    assertThat(refusedSets("projector.retry-delay-min=10s").getFirst())
        .contains("the first must not be above the second");
    assertThat(refusedSets("data.free-min=1GiB")).hasSize(1);
  }

  @Test
  void withKeysAnyAddressMayBeListenedOn() {
    OvationConfig config =
        OvationConfig.load(
                new ConfigSources(
                    null,
                    Map.of(
                        "OVATION_KEYS",
                        "[{id: a, sha256: " + "AB".repeat(32) + ", scopes: admin}]"),
                    List.of("server.host=0.0.0.0"),
                    List.of()),
                HEAP)
            .config();
    ApiKey key = config.keys().getFirst();
    assertThat(key.space()).isEqualTo("default");
    assertThat(key.sha256()).isEqualTo("ab".repeat(32));
    assertThat(key.scopes()).containsExactly(ApiKey.Scope.ADMIN);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("ovation.yaml"), yaml);
  }

  private List<String> refusedFile(String yaml) throws IOException {
    return refused(new ConfigSources(write(yaml), Map.of(), List.of(), List.of()));
  }

  private static List<String> refusedSets(String... sets) {
    return refused(new ConfigSources(null, Map.of(), List.of(sets), List.of()));
  }

  private static List<String> refused(ConfigSources sources) {
    return catchThrowableOfType(ConfigException.class, () -> OvationConfig.load(sources, HEAP))
        .problems();
  }
}
