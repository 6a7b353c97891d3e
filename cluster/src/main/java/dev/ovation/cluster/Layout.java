package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.KafkaPorts;
import dev.ovation.engines.RedisProgram;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;

/**
 * Which engines there are and where they listen on loopback.
 *
 * @param brokers Kafka brokers, 1 or 3
 * @param redisServers 1, or the masters of a Redis Cluster
 * @param postgresPort PostgreSQL's port
 * @param redisPort the first Redis server's port; the others follow
 * @param kafkaPort the first broker's port for clients; the others follow
 */
record Layout(int brokers, int redisServers, int postgresPort, int redisPort, int kafkaPort) {
  /** What the engines' own defaults are, and those of Ovation's settings. */
  static final Layout DEFAULT = new Layout(1, 1, 5432, 6379, 9092);

  private static final int PORT_MAX = 65_535;

  /** Controllers listen so much higher than their brokers, as members of a Redis Cluster do. */
  private static final int CONTROLLER_DISTANCE = 10_000;

  Layout {
    require("--postgres-port", postgresPort, PORT_MAX);
    require("--redis-port", redisPort, PORT_MAX - RedisProgram.BUS_DISTANCE - redisServers);
    require("--kafka-port", kafkaPort, PORT_MAX - CONTROLLER_DISTANCE - brokers);
  }

  private static void require(String option, int port, int max) {
    if (port < 1 || port > max) {
      throw new EngineException(option + " must be from 1 to " + max + ", and is " + port);
    }
  }

  List<Integer> redisPorts() {
    return IntStream.range(redisPort, redisPort + redisServers).boxed().toList();
  }

  boolean isRedisCluster() {
    return redisServers > 1;
  }

  List<KafkaPorts> kafkaPorts() {
    return IntStream.range(kafkaPort, kafkaPort + brokers)
        .mapToObj(port -> new KafkaPorts(port, port + CONTROLLER_DISTANCE))
        .toList();
  }

  /** Reads what {@link #store} wrote; empty when there is no such file. */
  static Optional<Layout> load(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties p = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      p.load(reader);
      return Optional.of(
          new Layout(
              number(p, "brokers"),
              number(p, "redis-servers"),
              number(p, "postgres-port"),
              number(p, "redis-port"),
              number(p, "kafka-port")));
    } catch (IOException | IllegalArgumentException e) {
      throw new EngineException(file + " can't be read: " + e, e);
    }
  }

  private static int number(Properties properties, String name) {
    return Integer.parseInt(properties.getProperty(name, ""));
  }

  void store(Path file) {
    Properties p = new Properties();
    p.setProperty("brokers", Integer.toString(brokers));
    p.setProperty("redis-servers", Integer.toString(redisServers));
    p.setProperty("postgres-port", Integer.toString(postgresPort));
    p.setProperty("redis-port", Integer.toString(redisPort));
    p.setProperty("kafka-port", Integer.toString(kafkaPort));
    try (Writer writer = Files.newBufferedWriter(file)) {
      p.store(writer, "Written by ovation cluster up: the engines of this directory.");
    } catch (IOException e) {
      throw new EngineException("can't write " + file + ": " + e, e);
    }
  }
}
