package dev.ovation.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Kafka of one or several brokers on loopback, each of which is a controller too. Each runs in a
 * process of its own and dies with this one. Not thread-safe.
 */
public final class KafkaServer implements AutoCloseable {
  private static final Duration READY_PATIENCE = Duration.ofSeconds(90);

  private final List<KafkaBroker> brokers;

  private KafkaServer(List<KafkaBroker> brokers) {
    this.brokers = List.copyOf(brokers);
  }

  /**
   * Starts brokers and waits until all answer.
   *
   * @param home the directory with {@code classes} and {@code lib} of the module that has the
   *     broker's main, see {@code kafka-broker/pom.xml}
   * @param directory where properties, output and data go, a directory for each broker
   * @param ports two for each broker: for clients, and for the controllers among themselves
   */
  public static KafkaServer start(Path home, Path directory, List<Integer> ports) {
    List<KafkaPorts> all = new ArrayList<>();
    for (int i = 0; i < ports.size(); i += 2) {
      all.add(new KafkaPorts(ports.get(i), ports.get(i + 1)));
    }
    return startOn(home, directory, all);
  }

  /** Starts brokers that listen as told, and waits until all answer; see {@link #start}. */
  public static KafkaServer startOn(Path home, Path directory, List<KafkaPorts> all) {
    KafkaProgram program = new KafkaProgram(home);
    List<KafkaBroker> brokers = new ArrayList<>();
    for (int id = 1; id <= all.size(); id++) {
      brokers.add(new KafkaBroker(program, id, all, directory.resolve("broker-" + id)));
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
