package dev.ovation.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.engines.FreePorts;
import dev.ovation.engines.RedisWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as users run it: one process a call, and engines that outlive it. */
@NullMarked
final class ClusterIT {
  private static final long CALL_SECONDS_MAX = 120;
  private static final int SECOND_PORT = 10_000;

  @SuppressWarnings("NullAway.Init") // JUnit fills it in.
  @TempDir
  private Path directory;

  /** What one call printed, to both streams, and ended with. */
  private record Call(int status, String printed) {}

  private Call call(String command, String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dovation.home=..", "-jar", jar().toString()));
    words.addAll(List.of(command, "--data", data().toString()));
    words.addAll(List.of(options));
    Path printed = directory.resolve("printed");
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(CALL_SECONDS_MAX, TimeUnit.SECONDS))
        .as("%s ends in time", words)
        .isTrue();
    return new Call(process.exitValue(), Files.readString(printed));
  }

  private static Path jar() throws IOException {
    try (var files = Files.newDirectoryStream(Path.of("target"), "ovation-cluster-*.jar")) {
      return files.iterator().next();
    }
  }

  private Path data() {
    return directory.resolve("engines");
  }

  private DetachedProcess process(String engine) {
    return new DetachedProcess(engine, data().resolve(engine));
  }

  @AfterEach
  void leaveNothingRunning() throws IOException, InterruptedException {
    if (Files.exists(data().resolve("cluster.properties"))) {
      assertThat(call("down").status()).isZero();
    }
  }

  @Test
  void enginesStayUntilTheyAreStoppedAndThoseThatDieComeBack() throws Exception {
    List<Integer> ports = threePorts();
    int postgres = ports.get(0);
    int redis = ports.get(1);
    int kafka = ports.get(2);

    Call up =
        call(
            "up",
            "--postgres-port",
            Integer.toString(postgres),
            "--redis-port",
            Integer.toString(redis),
            "--kafka-port",
            Integer.toString(kafka));

    assertThat(up.status()).as(up.printed()).isZero();
    assertThat(up.printed())
        .contains("--profile cluster --config " + data().resolve("ovation.yaml"));
    assertThat(call("status").status()).isZero();
    execute(postgres, "CREATE TABLE kept (id int)");

    long untouched = process("kafka-1").pid().orElseThrow();
    kill("redis-1");
    kill("postgres");
    Call without = call("status");
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.printed().lines().filter(line -> line.contains("down"))).hasSize(2);

    Call again = call("up");
    assertThat(again.status()).as(again.printed()).isZero();
    assertThat(process("kafka-1").pid()).contains(untouched);
    execute(postgres, "SELECT FROM kept");
    assertThat(RedisWire.ask(redis, "CONFIG", "GET", "maxmemory-policy"))
        .isEqualTo(List.of("maxmemory-policy", "noeviction"));
    assertThat(call("up").printed()).contains("all run already");

    assertThat(call("down").status()).isZero();
    assertThat(call("status").status()).isEqualTo(1);
    assertThat(ports).allMatch(FreePorts::isFree);
  }

  /** Below those that are so much higher, so that no engine gets another one's second port. */
  private static List<Integer> threePorts() {
    return Stream.generate(() -> FreePorts.findPair(SECOND_PORT))
        .filter(port -> port < 2 * SECOND_PORT)
        .distinct()
        .limit(3)
        .toList();
  }

  /** As a machine that fails does, so nothing is left that would end in order. */
  private void kill(String engine) {
    long pid = process(engine).pid().orElseThrow();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static void execute(int port, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/ovation", "ovation", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
