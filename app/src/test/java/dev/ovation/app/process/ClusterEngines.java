package dev.ovation.app.process;

import dev.ovation.engines.FreePorts;
import dev.ovation.engines.KafkaServer;
import dev.ovation.engines.PostgresBinaries;
import dev.ovation.engines.PostgresServer;
import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A real Kafka, Redis and PostgreSQL for the nodes of one test, which may stop and kill them. */
final class ClusterEngines implements AutoCloseable {
  private static final String PARTITIONS = "4";

  private final KafkaServer kafka;
  private final RedisServer redis;
  private final PostgresServer postgres;

  private ClusterEngines(KafkaServer kafka, RedisServer redis, PostgresServer postgres) {
    this.kafka = kafka;
    this.redis = redis;
    this.postgres = postgres;
  }

  /** Starts them, Kafka with so many brokers. */
  static ClusterEngines start(Path directory, int brokers) throws IOException {
    Path broker = Path.of(System.getProperty("ovation.kafkaBroker", "../kafka-broker/target"));
    Path binaries = PostgresBinaries.unpack(Path.of("target", "engines"));
    PostgresServer postgres =
        PostgresServer.create(
            binaries,
            Files.createTempDirectory("ovation-postgres"),
            FreePorts.find(1).getFirst(),
            List.of());
    postgres.start();
    RedisServer redis =
        RedisServer.start(directory, "--maxmemory", "256mb", "--maxmemory-policy", "noeviction");
    KafkaServer kafka =
        KafkaServer.start(
            broker.toAbsolutePath(),
            Files.createDirectories(directory.resolve("kafka")).toAbsolutePath(),
            FreePorts.find(2 * brokers));
    return new ClusterEngines(kafka, redis, postgres);
  }

  KafkaServer kafka() {
    return kafka;
  }

  RedisServer redis() {
    return redis;
  }

  PostgresServer postgres() {
    return postgres;
  }

  /** Launches a node over them and returns at once. */
  ServerProcess launch(String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("--profile", "cluster"));
    set(options, "kafka.servers", String.join(",", kafka.addresses()));
    set(options, "kafka.partitions", PARTITIONS);
    set(options, "kafka.session-timeout", "6s");
    set(options, "redis.servers", "127.0.0.1:" + redis.port());
    set(options, "postgres.url", postgres.jdbcUrl("postgres"));
    set(options, "postgres.user", PostgresServer.USER);
    options.addAll(Arrays.asList(more));
    // A node keeps nothing on disk, so it is given a place where it could not.
    return ServerProcess.launch(Path.of("/nonexistent"), options.toArray(String[]::new));
  }

  /** Starts a node over them and waits until it is ready. */
  ServerProcess node(String... more) throws IOException, InterruptedException {
    ServerProcess node = launch(more);
    node.awaitReady();
    return node;
  }

  private static void set(List<String> options, String setting, String value) {
    options.add("--set");
    options.add(setting + "=" + value);
  }

  @Override
  public void close() {
    try (postgres;
        redis;
        kafka) {
      // Closed in this order from the last to the first; nobody needs another.
    }
  }
}
