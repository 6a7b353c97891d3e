package dev.ovation.adapters.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Kafka of one or several brokers on loopback, each of which is a controller too. Each runs in a
 * process of its own and dies with this one. Not thread-safe.
 */
public final class KafkaServer implements AutoCloseable {
  private static final Duration READY_PATIENCE = Duration.ofSeconds(90);

  /** Any 16 bytes in base64; the brokers only have to agree. */
  private static final String CLUSTER_ID = "b3ZhdGlvbi1sb29wYmFjaw";

  private final List<KafkaBroker> brokers;

  private KafkaServer(List<KafkaBroker> brokers) {
    this.brokers = List.copyOf(brokers);
  }

  /**
   * Starts brokers and waits until all take connections.
   *
   * @param home the directory with {@code classes} and {@code lib} of the module that has the
   *     broker's main, see {@code kafka-broker/pom.xml}
   * @param directory where properties, output and data go, a directory for each broker
   * @param ports two for each broker: for clients, and for the controllers among themselves
   */
  public static KafkaServer start(Path home, Path directory, List<Integer> ports) {
    int count = ports.size() / 2;
    String voters =
        IntStream.range(0, count)
            .mapToObj(i -> (i + 1) + "@127.0.0.1:" + ports.get(2 * i + 1))
            .collect(Collectors.joining(","));
    List<KafkaBroker> brokers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = i + 1;
      Properties properties = properties(id, count, voters, ports.get(2 * i), ports.get(2 * i + 1));
      brokers.add(
          new KafkaBroker(
              id,
              ports.get(2 * i),
              directory.resolve("broker-" + id),
              home,
              CLUSTER_ID,
              properties));
    }
    KafkaServer server = new KafkaServer(brokers);
    try {
      for (KafkaBroker broker : brokers) {
        broker.start();
      }
      for (KafkaBroker broker : brokers) {
        broker.awaitReady(READY_PATIENCE);
      }
      return server;
    } catch (EngineException e) {
      server.close();
      throw e;
    }
  }

  private static Properties properties(int id, int count, String voters, int port, int control) {
    String copies = Integer.toString(Math.min(count, 3));
    String copiesMin = count < 3 ? "1" : "2";
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(id));
    p.setProperty(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + control);
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty("controller.quorum.voters", voters);
    p.setProperty("offsets.topic.replication.factor", copies);
    p.setProperty("offsets.topic.num.partitions", "4");
    p.setProperty("transaction.state.log.replication.factor", copies);
    p.setProperty("transaction.state.log.min.isr", copiesMin);
    p.setProperty("share.coordinator.state.topic.replication.factor", copies);
    p.setProperty("share.coordinator.state.topic.min.isr", copiesMin);
    p.setProperty("min.insync.replicas", copiesMin);
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // So that a test need not wait six seconds until a node is thought dead.
    p.setProperty("group.min.session.timeout.ms", "1000");
    // Everybody may do everything, unless a test takes a right away.
    p.setProperty(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    p.setProperty("allow.everyone.if.no.acl.found", "true");
    // A broker that was killed is missed after three seconds instead of nine.
    p.setProperty("broker.session.timeout.ms", "3000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
    p.setProperty("controller.quorum.fetch.timeout.ms", "2000");
    // Kafka asks for a compactor's buffer of 128 MiB, half of this heap.
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    return p;
  }

  public List<KafkaBroker> brokers() {
    return brokers;
  }

  public KafkaBroker broker(int id) {
    return brokers.get(id - 1);
  }

  /** The addresses for clients. */
  public List<String> addresses() {
    return brokers.stream().map(KafkaBroker::address).toList();
  }

  /** Kills what still runs: the data outlives a crash of these processes in the page cache. */
  @Override
  public void close() {
    brokers.stream().filter(KafkaBroker::isAlive).forEach(KafkaBroker::kill);
  }
}
