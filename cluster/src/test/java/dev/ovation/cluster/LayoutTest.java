package dev.ovation.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.KafkaPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

@NullMarked
final class LayoutTest {
  private static final Layout LARGE = new Layout(3, 3, 15432, 16379, 19092);

  @Test
  void whatIsStoredIsLoaded(@TempDir Path directory) {
    Path file = directory.resolve("cluster.properties");
    assertThat(Layout.load(file)).isEmpty();

    LARGE.store(file);

    assertThat(Layout.load(file)).contains(LARGE);
  }

  @Test
  void aFileThatLacksSomethingIsNamed(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("cluster.properties");
    Files.writeString(file, "brokers=1\n");

    assertThatThrownBy(() -> Layout.load(file))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void portsFollowEachOther() {
    assertThat(LARGE.redisPorts()).containsExactly(16379, 16380, 16381);
    assertThat(LARGE.kafkaPorts())
        .containsExactly(
            new KafkaPorts(19092, 29092),
            new KafkaPorts(19093, 29093),
            new KafkaPorts(19094, 29094));
  }

  @Test
  void portsThatWouldEndPastTheLastOneAreRefusedByOption() {
    assertThatThrownBy(() -> new Layout(1, 1, 65_536, 6379, 9092))
        .hasMessageContaining("--postgres-port");
    assertThatThrownBy(() -> new Layout(1, 3, 5432, 55_534, 9092))
        .hasMessageContaining("--redis-port");
    assertThatThrownBy(() -> new Layout(3, 1, 5432, 6379, 0)).hasMessageContaining("--kafka-port");
  }

  @Test
  void theSettingsNameEveryServer(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("ovation.yaml");

    SettingsFile.write(file, LARGE);

    Object settings =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    assertThat(settings)
        .isEqualTo(
            Map.of(
                "postgres",
                Map.of("url", "jdbc:postgresql://127.0.0.1:15432/ovation", "user", "ovation"),
                "redis",
                Map.of("servers", List.of("127.0.0.1:16379", "127.0.0.1:16380", "127.0.0.1:16381")),
                "kafka",
                Map.of(
                    "servers", List.of("127.0.0.1:19092", "127.0.0.1:19093", "127.0.0.1:19094"))));
  }
}
