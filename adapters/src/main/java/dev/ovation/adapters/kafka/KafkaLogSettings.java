package dev.ovation.adapters.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a log in Kafka is run.
 *
 * @param servers addresses to find the brokers by, each {@code host:port}
 * @param topic the topic and its cleaning
 * @param partitions fixed for the life of the topic
 * @param replicas copies of each partition, made and required; more are fine. {@link #AUTO} makes
 *     as many as there are brokers when the topic is made, 3 at the most, and takes what it finds
 * @param minInsyncReplicas copies that must have an event before it counts as durable; {@link
 *     #AUTO} asks for all but one, and for one at the least
 * @param createTopic whether a missing topic is made; otherwise it is refused
 * @param queueEventsMax appends that may be under way; more are refused as overloaded
 * @param queueBytesMax memory for them; past it they are refused as overloaded
 * @param linger how long a batch waits for company
 * @param compression of batches: none, lz4, zstd, snappy or gzip
 * @param appendTimeout after it an append without an answer is told as of unknown outcome, and the
 *     write goes to the ledger. It must leave time for that before a request is given up, and
 *     should outlast the election of a new leader, or every failover does this
 * @param readTimeout the longest that reading and opening wait for brokers
 * @param watchInterval how often ends and replicas are looked at
 * @param security Kafka's own client properties for TLS and SASL, handed through
 */
public record KafkaLogSettings(
    List<String> servers,
    LogTopic topic,
    int partitions,
    int replicas,
    int minInsyncReplicas,
    boolean createTopic,
    int queueEventsMax,
    long queueBytesMax,
    Duration linger,
    String compression,
    Duration appendTimeout,
    Duration readTimeout,
    Duration watchInterval,
    Map<String, String> security) {

  /** Stands for as many copies as are sensible with the brokers that there are. */
  public static final int AUTO = 0;

  public KafkaLogSettings {
    servers = List.copyOf(servers);
    security = Map.copyOf(security);
    if (servers.isEmpty() || partitions < 1 || queueEventsMax < 1 || queueBytesMax < 1) {
      throw new IllegalArgumentException("servers, partitions and queue bounds must be at least 1");
    }
    if (replicas != AUTO && minInsyncReplicas == AUTO) {
      minInsyncReplicas = Copies.insyncMinOf(replicas);
    }
    if (minInsyncReplicas > replicas || Math.min(replicas, minInsyncReplicas) < AUTO) {
      throw new IllegalArgumentException(
          "replicas and minInsyncReplicas: 1 <= minimum <= replicas, or both automatic");
    }
    if (linger.isNegative()
        || appendTimeout.compareTo(linger.plusMillis(100)) < 0
        || !readTimeout.isPositive()
        || !watchInterval.isPositive()) {
      throw new IllegalArgumentException(
          "timeouts must be above 0, and appendTimeout at least 100 ms above linger");
    }
  }

  /** For a cluster of three brokers or more: three copies, two of which make an event durable. */
  public static KafkaLogSettings defaults(List<String> servers, LogTopic topic, int partitions) {
    return new KafkaLogSettings(
        servers,
        topic,
        partitions,
        3,
        2,
        true,
        65_536,
        32L << 20,
        Duration.ofMillis(1),
        "none",
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        Map.of());
  }

  public KafkaLogSettings withReplicas(int count, int insyncMin) {
    return new KafkaLogSettings(
        servers,
        topic,
        partitions,
        count,
        insyncMin,
        createTopic,
        queueEventsMax,
        queueBytesMax,
        linger,
        compression,
        appendTimeout,
        readTimeout,
        watchInterval,
        security);
  }

  public KafkaLogSettings withCreateTopic(boolean create) {
    return new KafkaLogSettings(
        servers,
        topic,
        partitions,
        replicas,
        minInsyncReplicas,
        create,
        queueEventsMax,
        queueBytesMax,
        linger,
        compression,
        appendTimeout,
        readTimeout,
        watchInterval,
        security);
  }

  public KafkaLogSettings withQueue(int eventsMax, long bytesMax) {
    return new KafkaLogSettings(
        servers,
        topic,
        partitions,
        replicas,
        minInsyncReplicas,
        createTopic,
        eventsMax,
        bytesMax,
        linger,
        compression,
        appendTimeout,
        readTimeout,
        watchInterval,
        security);
  }

  public KafkaLogSettings withBatching(Duration wait, String compressionType) {
    return new KafkaLogSettings(
        servers,
        topic,
        partitions,
        replicas,
        minInsyncReplicas,
        createTopic,
        queueEventsMax,
        queueBytesMax,
        wait,
        compressionType,
        appendTimeout,
        readTimeout,
        watchInterval,
        security);
  }

  public KafkaLogSettings withTimeouts(Duration append, Duration read, Duration watch) {
    return new KafkaLogSettings(
        servers,
        topic,
        partitions,
        replicas,
        minInsyncReplicas,
        createTopic,
        queueEventsMax,
        queueBytesMax,
        linger,
        compression,
        append,
        read,
        watch,
        security);
  }
}
