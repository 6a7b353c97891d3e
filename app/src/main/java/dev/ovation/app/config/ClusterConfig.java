package dev.ovation.app.config;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the cluster profile needs beside the rest.
 *
 * @param nodeName empty: the node makes one up
 */
public record ClusterConfig(
    String nodeName,
    Set<Role> roles,
    KafkaConfig kafka,
    RedisConfig redis,
    PostgresConfig postgres) {

  /** What a node does. */
  public enum Role {
    /** It answers requests. */
    API,
    /** It projects partitions. */
    PROJECTOR,
    /** It does the work that keeps the ledger in order. */
    CONSISTENCY
  }

  /**
   * The log.
   *
   * @param partitions of each topic
   * @param countersRetention how long events of counters stay
   * @param replicas 0: as many as there are brokers, at most 3
   * @param clientProperties for TLS and SASL, by Kafka's names; secret
   */
  public record KafkaConfig(
      List<String> servers,
      String topicPrefix,
      int partitions,
      Duration countersRetention,
      int replicas,
      boolean createTopic,
      Duration linger,
      String compression,
      Duration appendTimeout,
      Duration readTimeout,
      Duration sessionTimeout,
      Map<String, String> clientProperties) {}

  /**
   * The hot store.
   *
   * @param user empty: the default user
   * @param password empty: none; secret
   */
  public record RedisConfig(
      List<String> servers,
      String user,
      String password,
      boolean tls,
      String namespace,
      Duration connectTimeout,
      Duration commandTimeout,
      int commandsMax,
      DataSize baseBytesMax,
      DataSize viewBytesMax,
      DataSize entryBytesMax) {}

  /**
   * The ledger.
   *
   * @param password empty where none is asked for; secret
   */
  public record PostgresConfig(
      String url,
      String user,
      String password,
      String schema,
      int writersMax,
      int batchEventsMax,
      Duration connectTimeout,
      Duration readTimeout,
      Duration listTimeout,
      Duration writeTimeout,
      Duration lockTimeout) {}

  static ClusterConfig of(EffectiveSettings s) {
    return new ClusterConfig(
        s.get(ClusterSettings.NODE_NAME),
        roles(s.get(ClusterSettings.NODE_ROLES)),
        new KafkaConfig(
            s.get(ClusterSettings.KAFKA_SERVERS),
            s.get(ClusterSettings.KAFKA_TOPIC_PREFIX),
            s.get(ClusterSettings.KAFKA_PARTITIONS),
            s.get(ClusterSettings.KAFKA_COUNTERS_RETENTION),
            s.get(ClusterSettings.KAFKA_REPLICAS),
            s.get(ClusterSettings.KAFKA_CREATE_TOPIC),
            s.get(ClusterSettings.KAFKA_LINGER),
            s.get(ClusterSettings.KAFKA_COMPRESSION),
            s.get(ClusterSettings.KAFKA_APPEND_TIMEOUT),
            s.get(ClusterSettings.KAFKA_READ_TIMEOUT),
            s.get(ClusterSettings.KAFKA_SESSION_TIMEOUT),
            properties(s.get(ClusterSettings.KAFKA_CLIENT_PROPERTIES))),
        new RedisConfig(
            s.get(ClusterSettings.REDIS_SERVERS),
            s.get(ClusterSettings.REDIS_USER),
            s.get(ClusterSettings.REDIS_PASSWORD),
            s.get(ClusterSettings.REDIS_TLS),
            s.get(ClusterSettings.REDIS_NAMESPACE),
            s.get(ClusterSettings.REDIS_CONNECT_TIMEOUT),
            s.get(ClusterSettings.REDIS_COMMAND_TIMEOUT),
            s.get(ClusterSettings.REDIS_COMMANDS_MAX),
            s.get(ClusterSettings.REDIS_BASE_BYTES_MAX),
            s.get(ClusterSettings.REDIS_VIEW_BYTES_MAX),
            s.get(ClusterSettings.REDIS_ENTRY_BYTES_MAX)),
        new PostgresConfig(
            s.get(ClusterSettings.POSTGRES_URL),
            s.get(ClusterSettings.POSTGRES_USER),
            s.get(ClusterSettings.POSTGRES_PASSWORD),
            s.get(ClusterSettings.POSTGRES_SCHEMA),
            s.get(ClusterSettings.POSTGRES_WRITERS_MAX),
            s.get(ClusterSettings.POSTGRES_BATCH_EVENTS_MAX),
            s.get(ClusterSettings.POSTGRES_CONNECT_TIMEOUT),
            s.get(ClusterSettings.POSTGRES_READ_TIMEOUT),
            s.get(ClusterSettings.POSTGRES_LIST_TIMEOUT),
            s.get(ClusterSettings.POSTGRES_WRITE_TIMEOUT),
            s.get(ClusterSettings.POSTGRES_LOCK_TIMEOUT)));
  }

  private static Set<Role> roles(List<String> names) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    names.forEach(name -> roles.add(Role.valueOf(name.toUpperCase(Locale.ROOT))));
    return Collections.unmodifiableSet(roles);
  }

  private static Map<String, String> properties(List<String> lines) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      properties.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return properties;
  }
}
