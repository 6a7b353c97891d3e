package dev.ovation.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.FreePorts;
import dev.ovation.engines.KafkaProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
final class ClusterDirectoryTest {
  @SuppressWarnings("NullAway.Init") // JUnit fills it in.
  @TempDir
  private Path root;

  @SuppressWarnings("NullAway.Init") // Each test begins with a new one.
  private ClusterDirectory directory;

  @BeforeEach
  void open() {
    directory = new ClusterDirectory(root, new KafkaProgram(root.resolve("no-kafka")));
  }

  @Test
  void twoCommandsAtOnceAreRefused() {
    try (ClusterDirectory.Lock _ = directory.lock()) {
      assertThatThrownBy(directory::lock)
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("another ovation cluster command");
    }
    assertThatCode(() -> directory.lock().close()).doesNotThrowAnyException();
  }

  @Test
  void aDirectoryWithSomebodysFilesIsRefused() throws IOException {
    Files.writeString(root.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(directory::lock).hasMessageContaining("not ours");
  }

  @Test
  void theNumberOfBrokersIsThatOfTheData() throws IOException {
    directory.choose(Layout.DEFAULT);
    Files.createDirectories(root.resolve("kafka-1/data"));
    Cluster cluster = new Cluster(directory, _ -> {});

    assertThatThrownBy(() -> cluster.up(_ -> new Layout(3, 1, 5432, 6379, 9092)))
        .hasMessageContaining("1 Kafka broker,")
        .hasMessageContaining("--wipe");
    assertThat(directory.layout()).contains(Layout.DEFAULT);
  }

  @Test
  void takenPortsAreToldWithWhoNeedsThemBeforeAnythingIsMade() throws IOException {
    int free = FreePorts.findPair(10_000);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Layout layout = new Layout(1, 1, taken.getLocalPort(), free, free + 1);
      Cluster cluster = new Cluster(directory, _ -> {});

      assertThatThrownBy(() -> cluster.up(_ -> layout))
          .hasMessageContaining("nothing was started")
          .hasMessageContaining("port " + taken.getLocalPort() + " is taken")
          .hasMessageContaining("PostgreSQL needs it")
          .hasMessageContaining("--postgres-port");
    }
    assertThat(directory.layout()).isEmpty();
    assertThat(Files.exists(root.resolve("kafka-1"))).isFalse();
  }

  @Test
  void enginesThatWantTheSamePortAreRefused() {
    int port = FreePorts.findPair(10_000);
    List<Engine> engines = directory.engines(new Layout(1, 1, port, port, port + 1));

    assertThatThrownBy(() -> PortCheck.requireFree(engines, engines))
        .hasMessageContaining("port " + port + " is wanted by Redis and by PostgreSQL");
  }

  @Test
  void wipingLeavesNothing() throws IOException {
    directory.choose(Layout.DEFAULT);
    Files.createDirectories(root.resolve("postgres/data"));
    Files.writeString(root.resolve("postgres/data/PG_VERSION"), "18");

    new Cluster(directory, _ -> {}).down(true);

    assertThat(root).isEmptyDirectory();
  }

  @Test
  void otherMachinesAreToldPlainly() {
    assertThatThrownBy(() -> ClusterOptions.requirePlatform("Mac OS X", "aarch64"))
        .hasMessageContaining("Linux on x86-64")
        .hasMessageContaining("Mac OS X on aarch64")
        .hasMessageContaining("compose");
    assertThatCode(() -> ClusterOptions.requirePlatform("Linux", "amd64"))
        .doesNotThrowAnyException();
  }
}
