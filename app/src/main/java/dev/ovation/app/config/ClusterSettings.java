package dev.ovation.app.config;

import static dev.ovation.app.config.DataSize.ofGibibytes;
import static dev.ovation.app.config.DataSize.ofMebibytes;

import java.time.Duration;
import java.util.List;

/** The settings of the cluster profile's engines and nodes. Part of {@link Settings#CATALOG}. */
public final class ClusterSettings {
  private static final Declarations DECLARED = new Declarations();

  private static final Duration SECOND = Duration.ofSeconds(1);

  // ---- node ----------------------------------------------------------------------------------

  public static final Setting<String> NODE_NAME =
      DECLARED.setting(
          "node.name",
          ScalarTypes.textOrNothing(128),
          "",
          "What this node calls itself in leases and logs; nothing means host name and process id.");

  public static final Setting<List<String>> NODE_ROLES =
      DECLARED.setting(
          "node.roles",
          new TextsType("api, projector or consistency", "api|projector|consistency"),
          List.of("api", "projector", "consistency"),
          "What this node does: answer requests, project partitions, keep the ledger in order.");

  // ---- Kafka ---------------------------------------------------------------------------------

  public static final Setting<List<String>> KAFKA_SERVERS =
      DECLARED.setting(
          "kafka.servers",
          new TextsType("host:port", "[^\\s:]+:\\d{1,5}"),
          List.of("127.0.0.1:9092"),
          "Brokers to find the others by.");
  public static final Setting<String> KAFKA_TOPIC_PREFIX =
      DECLARED.setting(
          "kafka.topic-prefix",
          ScalarTypes.text(100),
          "ovation",
          "The topics are named PREFIX.events and PREFIX.counters, the group of the projectors"
              + " PREFIX.projectors.");
  public static final Setting<Integer> KAFKA_PARTITIONS =
      DECLARED.setting(
          "kafka.partitions",
          ScalarTypes.integer(1, 1_024),
          16,
          "Partitions of each of the two topics, and so half of those of hot store and ledger; fixed"
              + " for their life. No more nodes than the two have together can project.");
  public static final Setting<Duration> KAFKA_COUNTERS_RETENTION =
      DECLARED.setting(
          "kafka.counters-retention",
          ScalarTypes.duration(Duration.ofDays(7), Duration.ofDays(3_650)),
          Duration.ofDays(14),
          "How long events of counters stay in their topic; a quarter of it after a counter changed"
              + " its total goes to the other topic, which keeps it for ever.");
  public static final Setting<Integer> KAFKA_REPLICAS =
      DECLARED.setting(
          "kafka.replicas",
          ScalarTypes.integer(0, 16),
          0,
          "Copies of each partition, all but one of which must have an event before it is answered; 0"
              + " means 3, or as many as there are brokers when the topic is made.");
  public static final Setting<Boolean> KAFKA_CREATE_TOPIC =
      DECLARED.setting(
          "kafka.create-topic",
          ScalarTypes.yesOrNo(),
          true,
          "Whether a missing topic is made; otherwise it is refused with the command that makes it.");
  public static final Setting<Duration> KAFKA_LINGER =
      DECLARED.setting(
          "kafka.linger",
          ScalarTypes.duration(Duration.ZERO, SECOND),
          Duration.ofMillis(1),
          "How long a batch of appends waits for company.");
  public static final Setting<String> KAFKA_COMPRESSION =
      DECLARED.setting(
          "kafka.compression",
          ScalarTypes.oneOf("none", "lz4", "zstd", "snappy", "gzip"),
          "none",
          "How batches are compressed on their way and in the topic.");
  public static final Setting<Duration> KAFKA_APPEND_TIMEOUT =
      DECLARED.setting(
          "kafka.append-timeout",
          ScalarTypes.duration(SECOND, Duration.ofMinutes(2)),
          Duration.ofSeconds(5),
          "An append without an answer goes straight to the ledger after this; it should outlast the"
              + " election of a new leader.");
  public static final Setting<Duration> KAFKA_READ_TIMEOUT =
      DECLARED.setting(
          "kafka.read-timeout",
          ScalarTypes.duration(SECOND, Duration.ofMinutes(2)),
          Duration.ofSeconds(10),
          "The longest that reading and opening wait for brokers.");
  public static final Setting<Duration> KAFKA_SESSION_TIMEOUT =
      DECLARED.setting(
          "kafka.session-timeout",
          ScalarTypes.duration(SECOND, Duration.ofMinutes(5)),
          Duration.ofSeconds(6),
          "A node that the brokers have not heard of for this long loses its partitions to others.");
  public static final Setting<List<String>> KAFKA_CLIENT_PROPERTIES =
      DECLARED.secret(
          "kafka.client-properties",
          new TextsType("name=value", "[a-z][a-z0-9.]*=.*"),
          List.of(),
          "Properties of Kafka's clients for TLS and SASL, handed through, for example"
              + " security.protocol=SSL.");

  // ---- Redis ---------------------------------------------------------------------------------

  public static final Setting<List<String>> REDIS_SERVERS =
      DECLARED.setting(
          "redis.servers",
          new TextsType("host:port", "[^\\s:/]+:\\d{1,5}"),
          List.of("127.0.0.1:6379"),
          "The server, or some nodes of a Redis Cluster, which the servers say themselves.");
  public static final Setting<String> REDIS_USER =
      DECLARED.setting(
          "redis.user",
          ScalarTypes.textOrNothing(128),
          "",
          "Who logs in to Redis; nothing means the default user.");
  public static final Setting<String> REDIS_PASSWORD =
      DECLARED.secret(
          "redis.password",
          ScalarTypes.textOrNothing(512),
          "",
          "The password for Redis; nothing means none.");
  public static final Setting<Boolean> REDIS_TLS =
      DECLARED.setting(
          "redis.tls", ScalarTypes.yesOrNo(), false, "Whether Redis is reached by TLS.");
  public static final Setting<String> REDIS_NAMESPACE =
      DECLARED.setting(
          "redis.namespace",
          ScalarTypes.name(64),
          "ovation",
          "What all keys begin with, so that several services can share a server.");
  public static final Setting<Duration> REDIS_CONNECT_TIMEOUT =
      DECLARED.setting(
          "redis.connect-timeout",
          ScalarTypes.duration(Duration.ofMillis(50), Duration.ofMinutes(1)),
          Duration.ofSeconds(2),
          "The longest that connecting to Redis may take.");
  public static final Setting<Duration> REDIS_COMMAND_TIMEOUT =
      DECLARED.setting(
          "redis.command-timeout",
          ScalarTypes.duration(Duration.ofMillis(20), Duration.ofMinutes(1)),
          Duration.ofMillis(500),
          "A command of Redis that takes longer has failed.");
  public static final Setting<Integer> REDIS_COMMANDS_MAX =
      DECLARED.setting(
          "redis.commands-max",
          ScalarTypes.integer(100, 10_000_000),
          16_384,
          "Commands that may be under way; more are refused with 429.");
  public static final Setting<DataSize> REDIS_BASE_BYTES_MAX =
      DECLARED.setting(
          "redis.base-bytes-max",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(16_384)),
          ofMebibytes(256),
          "Memory of Redis for counts, over all servers; the coldest are evicted past it.");
  public static final Setting<DataSize> REDIS_VIEW_BYTES_MAX =
      DECLARED.setting(
          "redis.view-bytes-max",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(16_384)),
          ofMebibytes(128),
          "Memory of Redis for actors' views, over all servers; the coldest are evicted past it.");
  public static final Setting<DataSize> REDIS_ENTRY_BYTES_MAX =
      DECLARED.setting(
          "redis.entry-bytes-max",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(16_384)),
          ofMebibytes(256),
          "Memory of Redis for what the ledger does not have yet, never evicted; past it writes get"
              + " 429.");

  // ---- PostgreSQL ----------------------------------------------------------------------------

  public static final Setting<String> POSTGRES_URL =
      DECLARED.setting(
          "postgres.url",
          ScalarTypes.text(1_024),
          "jdbc:postgresql://127.0.0.1:5432/ovation",
          "Where the ledger is, as a JDBC URL; several hosts may be named.");
  public static final Setting<String> POSTGRES_USER =
      DECLARED.setting(
          "postgres.user", ScalarTypes.text(128), "ovation", "Who logs in to PostgreSQL.");
  public static final Setting<String> POSTGRES_PASSWORD =
      DECLARED.secret(
          "postgres.password",
          ScalarTypes.textOrNothing(512),
          "",
          "The password for PostgreSQL; nothing where none is asked for.");
  public static final Setting<String> POSTGRES_SCHEMA =
      DECLARED.setting(
          "postgres.schema",
          ScalarTypes.name(63),
          "ovation",
          "The schema that holds the ledger and nothing else; made when it is not there.");
  public static final Setting<Integer> POSTGRES_WRITERS_MAX =
      DECLARED.setting(
          "postgres.writers-max",
          ScalarTypes.integer(1, 64),
          4,
          "Transactions at the same time, of different partitions.");
  public static final Setting<Integer> POSTGRES_BATCH_EVENTS_MAX =
      DECLARED.setting(
          "postgres.batch-events-max",
          ScalarTypes.integer(1, 100_000),
          10_000,
          "Events in one transaction at the most.");
  public static final Setting<Duration> POSTGRES_CONNECT_TIMEOUT =
      DECLARED.setting(
          "postgres.connect-timeout",
          ScalarTypes.duration(Duration.ofMillis(250), Duration.ofMinutes(1)),
          Duration.ofSeconds(2),
          "The longest that getting a connection to PostgreSQL may take.");
  public static final Setting<Duration> POSTGRES_READ_TIMEOUT =
      DECLARED.setting(
          "postgres.read-timeout",
          ScalarTypes.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
          Duration.ofSeconds(2),
          "The longest that single reads may take, from being asked to being answered.");
  public static final Setting<Duration> POSTGRES_LIST_TIMEOUT =
      DECLARED.setting(
          "postgres.list-timeout",
          ScalarTypes.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
          Duration.ofSeconds(5),
          "The longest that lists and explanations may take.");
  public static final Setting<Duration> POSTGRES_WRITE_TIMEOUT =
      DECLARED.setting(
          "postgres.write-timeout",
          ScalarTypes.duration(SECOND, Duration.ofMinutes(10)),
          Duration.ofSeconds(30),
          "The longest that one statement of a transaction may take.");
  public static final Setting<Duration> POSTGRES_LOCK_TIMEOUT =
      DECLARED.setting(
          "postgres.lock-timeout",
          ScalarTypes.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
          Duration.ofSeconds(5),
          "How long a transaction waits for another one of the same partition.");

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL = DECLARED.all();

  private ClusterSettings() {}
}
