package dev.ovation.adapters.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The properties of Kafka's clients, each with the reason why it isn't Kafka's default. */
record ClientProperties(KafkaLogSettings settings) {
  /** Clients of one process need names of their own. */
  private static final AtomicLong CLIENTS = new AtomicLong();

  /** Larger than the default of 16 KiB: with hundreds of appends in flight that is too small. */
  static final int BATCH_BYTES = 64 << 10;

  /** What one fetch brings of a partition. */
  private static final int FETCH_BYTES = 4 << 20;

  /** Records that one poll hands out at the most. */
  private static final int POLL_RECORDS = 10_000;

  private static final Duration REQUEST_TIMEOUT_MAX = Duration.ofSeconds(3);

  /** For ever, but small enough that adding it to the clock does not overflow. */
  private static final Duration NEVER = Duration.ofDays(3650);

  Map<String, Object> producer() {
    Map<String, Object> p = common("producer");
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    p.put(ProducerConfig.LINGER_MS_CONFIG, settings.linger().toMillis());
    p.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.queueBytesMax());
    p.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.compression());
    // An append never waits for memory or metadata, so metadata must never be dropped as unused.
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
    p.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER.toMillis());
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.appendTimeout().toMillis());
    Duration request = shorter(settings.appendTimeout().minus(settings.linger()));
    p.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) request.toMillis());
    return p;
  }

  Map<String, Object> consumer() {
    Map<String, Object> p = common("reader");
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Records that are gone are told, never skipped.
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    p.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    p.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    p.put(
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) settings.readTimeout().toMillis());
    p.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        (int) shorter(settings.readTimeout()).toMillis());
    return p;
  }

  /** A consumer that takes part in a group and reads nothing. */
  Map<String, Object> member(KafkaGroupSettings group) {
    Map<String, Object> p = common("projector");
    p.put(ConsumerConfig.GROUP_ID_CONFIG, group.group());
    // In Kafka's newer protocol the brokers set session and heartbeat, and old ones lack it.
    p.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // A partition that stays where it is goes on being projected while others move.
    p.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) group.sessionTimeout().toMillis());
    p.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) group.heartbeatInterval().toMillis());
    // The thread that polls does little else: when it hangs, others need not wait for minutes.
    p.put(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        (int) group.sessionTimeout().multipliedBy(3).toMillis());
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    p.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        (int) shorter(group.sessionTimeout()).toMillis());
    return p;
  }

  Map<String, Object> admin() {
    Map<String, Object> p = common("admin");
    p.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) settings.readTimeout().toMillis());
    p.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        (int) shorter(settings.readTimeout()).toMillis());
    return p;
  }

  private Map<String, Object> common(String role) {
    Map<String, Object> p = new HashMap<>(settings.security());
    p.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", settings.servers()));
    p.put(
        CommonClientConfigs.CLIENT_ID_CONFIG, "ovation-" + role + "-" + CLIENTS.incrementAndGet());
    // A broker that returns is found soon; one that is away costs a few attempts a second.
    p.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    p.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    p.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
    // A broker that hangs is given up for another after this.
    p.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1_000L);
    p.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 2_000L);
    // Nothing is pushed to the brokers, and nobody reads JMX.
    p.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    p.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return p;
  }

  private static Duration shorter(Duration timeout) {
    return timeout.compareTo(REQUEST_TIMEOUT_MAX) < 0 ? timeout : REQUEST_TIMEOUT_MAX;
  }
}
