package dev.ovation.adapters.kafka;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topic when there is none, and refuses one that would lose or misplace events. */
final class TopicSetup {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
  private static final long PAUSE_NANOS = 20_000_000;

  /** Settings of which more is fine; all others must be as they are asked for. */
  private static final Set<String> AT_LEAST =
      Set.of(
          TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
          TopicConfig.RETENTION_MS_CONFIG,
          TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG);

  private final Admin admin;
  private final KafkaLogSettings settings;
  private final KafkaFailures failures;
  private final Deadline deadline;
  private final String name;

  TopicSetup(Admin admin, KafkaLogSettings settings, TimeSource time) {
    this.admin = admin;
    this.settings = settings;
    this.failures = new KafkaFailures(settings);
    this.deadline = Deadline.after(time, settings.readTimeout());
    this.name = settings.topic().name();
  }

  /**
   * A topic that a log can live in.
   *
   * @param id which no other topic has, not even a later one of the same name
   * @param copies that it has, which may be more than were asked for
   */
  record Verified(Uuid id, Copies copies) {}

  /**
   * Returns the topic once each of its partitions has a leader.
   *
   * @throws OvationException {@link ErrorCode#NOT_READY} when the topic is not what was asked for,
   *     with all that is wrong and what to do; {@link ErrorCode#LOG_UNAVAILABLE} when the brokers
   *     do not answer or have no leader in time
   */
  Verified ensure() {
    if (describe().isEmpty()) {
      if (!settings.createTopic()) {
        throw failures.refused(
            "does not exist and is not to be made by us. Make it:\n" + command());
      }
      create();
    }
    TopicDescription topic = awaitLeaders();
    Config config = config();
    int replicas = topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    List<String> problems = problems(topic, replicas, config);
    if (!problems.isEmpty()) {
      throw failures.refused("can't be used:\n- " + String.join("\n- ", problems));
    }
    String insyncMin = config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value();
    Copies copies = new Copies(replicas, Integer.parseInt(insyncMin));
    String risk = copies.risk();
    if (risk != null) {
      LOG.warn("topic {}: {}", name, risk);
    }
    return new Verified(topic.topicId(), copies);
  }

  /** What is asked for; that depends on what there is when it is left to us. */
  private Copies wanted(IntSupplier there) {
    return settings.replicas() == KafkaLogSettings.AUTO
        ? Copies.of(there.getAsInt())
        : new Copies(settings.replicas(), settings.minInsyncReplicas());
  }

  private int brokers() {
    return failures.get("counting the brokers", admin.describeCluster().nodes()).size();
  }

  private Optional<TopicDescription> describe() {
    try {
      return admin.describeTopics(List.of(name)).allTopicNames().get().values().stream().findAny();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw failures.of("looking at topic " + name, cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of("looking at topic " + name, e);
    }
  }

  private void create() {
    Copies copies = wanted(this::brokers);
    NewTopic topic =
        new NewTopic(name, settings.partitions(), (short) copies.replicas())
            .configs(settings.topic().configs(copies.insyncMin()));
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      // Another node was faster; the topic is verified all the same.
      if (!(cause instanceof TopicExistsException)) {
        throw failures.of("making topic " + name, cause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of("making topic " + name, e);
    }
  }

  /** A new topic needs a moment until every broker knows it. */
  private TopicDescription awaitLeaders() {
    while (true) {
      Optional<TopicDescription> topic = describe();
      if (topic.isPresent()
          && topic.get().partitions().stream().allMatch(p -> p.leader() != null)) {
        return topic.get();
      }
      if (deadline.passed()) {
        throw new OvationException(
            ErrorCode.LOG_UNAVAILABLE,
            "topic "
                + name
                + " has partitions without a leader: start the brokers that hold their copies");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private List<String> problems(TopicDescription topic, int replicas, Config config) {
    Copies wanted = wanted(() -> replicas);
    List<String> problems = new ArrayList<>();
    int partitions = topic.partitions().size();
    if (partitions != settings.partitions()) {
      problems.add(
          "it has %d partitions and %d are asked for. The number is fixed for the life of a log,"
                  .formatted(partitions, settings.partitions())
              + " because it says where a target's events are: ask for "
              + partitions
              + ", or rebuild into a topic with another prefix");
    }
    if (replicas < wanted.replicas()) {
      problems.add(
          "it has partitions with %d replicas and %d are asked for: add replicas with"
                  .formatted(replicas, wanted.replicas())
              + " kafka-reassign-partitions.sh, or ask for fewer");
    }
    settings
        .topic()
        .configs(wanted.insyncMin())
        .forEach((setting, value) -> check(setting, value, config, problems));
    return problems;
  }

  private Config config() {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Map<ConfigResource, Config> configs =
        failures.get(
            "reading the settings of topic " + name,
            admin.describeConfigs(List.of(resource)).all());
    return configs.getOrDefault(resource, new Config(List.of()));
  }

  private void check(String setting, String wanted, Config config, List<String> problems) {
    ConfigEntry entry = config.get(setting);
    String actual = entry == null ? null : entry.value();
    boolean atLeast = AT_LEAST.contains(setting);
    if (actual == null || !(atLeast ? isAtLeast(actual, wanted) : actual.equals(wanted))) {
      problems.add(
          "%s is %s and must be %s%s: kafka-configs.sh --bootstrap-server %s --alter --entity-type"
                  .formatted(
                      setting,
                      actual == null ? "not told" : actual,
                      atLeast ? "at least " : "",
                      wanted,
                      failures.servers())
              + " topics --entity-name %s --add-config %s=%s".formatted(name, setting, wanted));
    }
  }

  /** Kafka writes -1 for "without end". */
  private static boolean isAtLeast(String actual, String wanted) {
    long value = Long.parseLong(actual);
    return value == -1 || value >= Long.parseLong(wanted);
  }

  private String command() {
    Copies copies = wanted(this::brokers);
    return "kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions %d --replication-factor %d %s"
        .formatted(
            failures.servers(),
            name,
            settings.partitions(),
            copies.replicas(),
            settings.topic().configs(copies.insyncMin()).entrySet().stream()
                .map(e -> "--config " + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" ")));
  }
}
