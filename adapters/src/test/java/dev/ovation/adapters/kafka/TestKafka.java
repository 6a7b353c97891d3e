package dev.ovation.adapters.kafka;

import dev.ovation.engines.FreePorts;
import dev.ovation.engines.KafkaServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The one broker that all tests of a run share, each with a topic prefix of its own. It is started
 * when the first test asks and dies with the tests' process.
 */
public final class TestKafka {
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private TestKafka() {}

  /** Started at first use. */
  private static final class Shared {
    static final KafkaServer SERVER = start(1);
  }

  static KafkaServer server() {
    return Shared.SERVER;
  }

  /** Starts brokers that the caller must close. */
  static KafkaServer start(int brokers) {
    long started = System.nanoTime();
    try {
      Path home = Path.of(System.getProperty("ovation.kafkaBroker", "../kafka-broker/target"));
      Path directory =
          Files.createTempDirectory(Files.createDirectories(Path.of("target")), "kafka");
      KafkaServer server =
          KafkaServer.start(
              home.toAbsolutePath(), directory.toAbsolutePath(), FreePorts.find(2 * brokers));
      System.out.printf(
          "%d Kafka broker(s) up after %d ms%n",
          brokers, (System.nanoTime() - started) / 1_000_000);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String newPrefix() {
    return "test" + PREFIXES.incrementAndGet();
  }

  /** Settings for one broker, with a topic of registers that no other test has. */
  public static KafkaLogSettings settings(int partitions) {
    return settings(server().addresses(), LogTopic.events(newPrefix()), partitions)
        .withReplicas(1, 1);
  }

  /** Settings likewise for a topic of registers and one of counters. */
  public static List<KafkaLogSettings> settingsApart(int partitions) {
    String prefix = newPrefix();
    return Stream.of(LogTopic.events(prefix), LogTopic.counters(prefix, Duration.ofDays(14)))
        .map(topic -> settings(server().addresses(), topic, partitions).withReplicas(1, 1))
        .toList();
  }

  /** Deletes the records of a topic's first partition up to an offset, as expiry would. */
  public static void expire(KafkaLogSettings settings, long upToOffset)
      throws ExecutionException, InterruptedException {
    TopicPartition partition = new TopicPartition(settings.topic().name(), 0);
    long firstKept = Offsets.firstAfter(upToOffset);
    try (Admin admin = admin()) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(firstKept))).all().get();
    }
  }

  static KafkaLogSettings settings(List<String> servers, LogTopic topic, int partitions) {
    return KafkaLogSettings.defaults(servers, topic, partitions)
        .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(200));
  }

  static Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", server().addresses())));
  }

  /** Changes one setting of a topic, as an operator might. */
  static void changeTopic(String name, String setting, String value)
      throws ExecutionException, InterruptedException {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    try (Admin admin = admin()) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    }
  }

  static void eventually(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not in time: " + what);
      }
      // The brokers need the processors more than this loop does.
      LockSupport.parkNanos(5_000_000);
    }
  }
}
