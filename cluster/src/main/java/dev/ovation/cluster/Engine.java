package dev.ovation.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One engine on loopback: what its process is started with, and how it is asked. Immutable. */
sealed interface Engine permits PostgresEngine, RedisEngine, KafkaEngine {
  /** What people call it, for example {@code Kafka broker 2}. */
  String name();

  /** Its own directory, absolute. */
  Path directory();

  /** The port for clients. */
  int port();

  /** Other ports that it takes, all on loopback. */
  List<Integer> morePorts();

  /** The option that moves its ports. */
  String portOption();

  /**
   * Makes what it needs before its first start, or what changes between two starts. Leaves its data
   * alone.
   */
  void prepare();

  /** What starts it, after {@link #prepare}. */
  List<String> command();

  /** Asks it for its version; empty when it does not answer within some seconds. */
  Optional<String> version();

  /** How long a start may take on a busy machine. */
  Duration startMax();

  /** The signal that it takes for an order to end. */
  String stopSignal();

  /** Whether what it printed before it ended while starting says that another try may do. */
  default boolean isWorthAnotherTry(String printed) {
    return false;
  }

  /**
   * Whether a kill -9 loses nothing, so that an end in order need not be waited for without end.
   */
  default boolean mayBeKilled() {
    return false;
  }

  default String address() {
    return "127.0.0.1:" + port();
  }

  default DetachedProcess process() {
    return new DetachedProcess(name(), directory());
  }
}
