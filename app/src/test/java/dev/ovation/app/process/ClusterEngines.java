package dev.ovation.app.process;

import dev.ovation.engines.FreePorts;
import dev.ovation.engines.KafkaServer;
import dev.ovation.engines.PostgresBinaries;
import dev.ovation.engines.PostgresServer;
import dev.ovation.engines.RedisCluster;
import dev.ovation.engines.RedisServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A real Kafka, Redis and PostgreSQL for the nodes of one test, which may stop and kill them. */
final class ClusterEngines implements AutoCloseable {
  static final int PARTITIONS = 4;

  private final KafkaServer kafka;
  private final Closeable redis;
  private final List<RedisServer> redisServers;
  private final PostgresServer postgres;

  private ClusterEngines(
      KafkaServer kafka, Closeable redis, List<RedisServer> redisServers, PostgresServer postgres) {
    this.kafka = kafka;
    this.redis = redis;
    this.redisServers = redisServers;
    this.postgres = postgres;
  }

  /** Starts one of each. */
  static ClusterEngines start(Path directory) throws IOException {
    RedisServer redis =
        RedisServer.start(directory, "--maxmemory", "256mb", "--maxmemory-policy", "noeviction");
    return start(directory, redis::close, List.of(redis));
  }

  /** Starts them with a Redis Cluster of three masters, each with a replica. */
  static ClusterEngines startWithRedisCluster(Path directory) throws IOException {
    RedisCluster cluster = RedisCluster.start(directory, 3, 3);
    cluster.awaitReady();
    return start(directory, cluster::close, cluster.masters());
  }

  private static ClusterEngines start(
      Path directory, Closeable redis, List<RedisServer> redisServers) throws IOException {
    Path broker = Path.of(System.getProperty("ovation.kafkaBroker", "../kafka-broker/target"));
    Path binaries = PostgresBinaries.unpack(Path.of("target", "engines"));
    PostgresServer postgres =
        PostgresServer.create(
            binaries,
            Files.createTempDirectory("ovation-postgres"),
            FreePorts.find(1).getFirst(),
            List.of());
    postgres.start();
    KafkaServer kafka =
        KafkaServer.start(
            broker.toAbsolutePath(),
            Files.createDirectories(directory.resolve("kafka")).toAbsolutePath(),
            FreePorts.find(2));
    return new ClusterEngines(kafka, redis, redisServers, postgres);
  }

  /** The one Redis, or the first master. */
  RedisServer redis() {
    return redisServers.getFirst();
  }

  /** The masters as they were at the start. */
  List<RedisServer> redisMasters() {
    return redisServers;
  }

  PostgresServer postgres() {
    return postgres;
  }

  /** Launches a node over them and returns at once. */
  ServerProcess launch(String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("--profile", "cluster"));
    set(options, "kafka.servers", String.join(",", kafka.addresses()));
    set(options, "kafka.partitions", Integer.toString(PARTITIONS));
    set(options, "kafka.session-timeout", "6s");
    set(
        options,
        "redis.servers",
        redisServers.stream()
            .map(server -> "127.0.0.1:" + server.port())
            .collect(Collectors.joining(",")));
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
  public void close() throws IOException {
    try (postgres;
        kafka) {
      redis.close();
    }
  }
}
