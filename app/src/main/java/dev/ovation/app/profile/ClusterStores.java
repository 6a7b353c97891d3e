package dev.ovation.app.profile;

import dev.ovation.adapters.guard.GuardedLedger;
import dev.ovation.adapters.kafka.KafkaEventLog;
import dev.ovation.adapters.kafka.KafkaGroupSettings;
import dev.ovation.adapters.kafka.KafkaLogSettings;
import dev.ovation.adapters.kafka.KafkaOwnership;
import dev.ovation.adapters.kafka.LogTopic;
import dev.ovation.adapters.postgres.PostgresLedger;
import dev.ovation.adapters.postgres.PostgresSettings;
import dev.ovation.adapters.redis.RedisHotStore;
import dev.ovation.adapters.redis.RedisSettings;
import dev.ovation.app.config.ClusterConfig.KafkaConfig;
import dev.ovation.app.config.ClusterConfig.PostgresConfig;
import dev.ovation.app.config.ClusterConfig.RedisConfig;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.operation.SpareLedger;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.Archive;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.CountersApartLog;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.PartitionOwnership;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engines of the cluster profile from the configuration. Each method fails as the engine
 * it opens does: with a code of its own when the engine can't be reached, with {@link
 * dev.ovation.core.port.ErrorCode#NOT_READY} when something must be put right first.
 */
final class ClusterStores {
  /** What a node does not know of others' appends is never older than this and a round trip. */
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(200);

  private final OvationConfig config;
  private final TimeSource time;
  private @Nullable PostgresLedger postgres;

  ClusterStores(OvationConfig config, TimeSource time) {
    this.config = config;
    this.time = time;
  }

  private PostgresSettings postgresSettings() {
    PostgresConfig configured = config.cluster().postgres();
    return new PostgresSettings(
        new PostgresSettings.Server(
            configured.url(), configured.user(), configured.password(), configured.schema()),
        partitioner(),
        new PostgresSettings.Bounds(
            configured.writersMax(),
            config.ledger().readerThreads(),
            config.ledger().readQueueMax(),
            config.ledger().listSessionsMax()),
        new PostgresSettings.Deadlines(
            configured.connectTimeout(),
            configured.readTimeout(),
            configured.listTimeout(),
            configured.writeTimeout(),
            configured.lockTimeout()));
  }

  GuardedLedger openLedger() {
    PostgresConfig configured = config.cluster().postgres();
    PostgresLedger opened = PostgresLedger.open(postgresSettings(), time);
    postgres = opened;
    return new GuardedLedger(opened, configured.readTimeout(), configured.listTimeout(), time);
  }

  /**
   * The ledger for those who watch it, once it is open. It is not behind breakers: nobody waits for
   * a watcher, and its failures say nothing of what others meet.
   */
  ConsistencyLedger watch() {
    return opened().watch();
  }

  /** The same for those who go through all of it. */
  SweepLedger sweep() {
    return opened().sweep();
  }

  /** The same for work that takes longer than a request, which is tried again by itself. */
  OperationsLedger operations() {
    return opened().operations();
  }

  Archive archive() {
    return opened().archive();
  }

  LedgerExport export() {
    return opened().export();
  }

  SpareLedger.Shelf shelf() {
    return new PostgresShelf(config, postgresSettings(), time);
  }

  private PostgresLedger opened() {
    return Objects.requireNonNull(postgres, "the ledger is not open");
  }

  /** Which partitions there are: counters have as many of their own as registers. */
  Partitioner partitioner() {
    return Partitioner.countersApart(config.cluster().kafka().partitions(), config.kinds());
  }

  EventLog openLog() {
    EventLog events = KafkaEventLog.open(kafkaSettings(events()), time);
    try {
      return new CountersApartLog(events, KafkaEventLog.open(kafkaSettings(counters()), time));
    } catch (RuntimeException e) {
      events.close();
      throw e;
    }
  }

  private LogTopic events() {
    return LogTopic.events(config.cluster().kafka().topicPrefix());
  }

  private LogTopic counters() {
    KafkaConfig kafka = config.cluster().kafka();
    return LogTopic.counters(kafka.topicPrefix(), kafka.countersRetention());
  }

  /** Reaches for nothing yet. */
  PartitionOwnership ownership() {
    KafkaConfig kafka = config.cluster().kafka();
    return new KafkaOwnership(
        kafkaSettings(events()),
        List.of(events().name(), counters().name()),
        KafkaGroupSettings.defaults(kafka.topicPrefix()).withSession(kafka.sessionTimeout()),
        time);
  }

  private KafkaLogSettings kafkaSettings(LogTopic topic) {
    KafkaConfig kafka = config.cluster().kafka();
    return new KafkaLogSettings(
        kafka.servers(),
        topic,
        kafka.partitions(),
        kafka.replicas(),
        KafkaLogSettings.AUTO,
        kafka.createTopic(),
        config.log().queueEventsMax(),
        config.log().queueBytesMax().bytes(),
        kafka.linger(),
        kafka.compression(),
        kafka.appendTimeout(),
        kafka.readTimeout(),
        WATCH_INTERVAL,
        kafka.clientProperties());
  }

  /** Reaches for nothing yet. */
  ClusterHotStore hotStore() {
    RedisConfig redis = config.cluster().redis();
    RedisSettings settings =
        new RedisSettings(
            redis.servers().stream().map(server -> uri(redis, server)).toList(),
            redis.namespace(),
            redis.connectTimeout(),
            redis.commandTimeout(),
            redis.commandsMax(),
            redis.baseBytesMax().bytes(),
            redis.viewBytesMax().bytes(),
            redis.entryBytesMax().bytes(),
            config.hot().viewRowsMax());
    return new RedisHotStore(partitioner(), settings, time);
  }

  private static String uri(RedisConfig redis, String server) {
    String login =
        redis.password().isEmpty()
            ? ""
            : encoded(redis.user()) + ":" + encoded(redis.password()) + "@";
    return (redis.tls() ? "rediss://" : "redis://") + login + server;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
