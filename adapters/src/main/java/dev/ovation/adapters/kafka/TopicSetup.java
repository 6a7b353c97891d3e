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

/** Makes the topic when there is none, and refuses one that would lose or misplace events. */
final class TopicSetup {
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
   * Returns the id of the topic once each of its partitions has a leader.
   *
   * @throws OvationException {@link ErrorCode#NOT_READY} when the topic is not what was asked for,
   *     with all that is wrong and what to do; {@link ErrorCode#LOG_UNAVAILABLE} when the brokers
   *     do not answer or have no leader in time
   */
  Uuid ensure() {
    if (describe().isEmpty()) {
      if (!settings.createTopic()) {
        throw failures.refused(
            "does not exist and is not to be made by us. Make it:\n" + command());
      }
      create();
    }
    TopicDescription topic = awaitLeaders();
    List<String> problems = problems(topic);
    if (!problems.isEmpty()) {
      throw failures.refused("can't be used:\n- " + String.join("\n- ", problems));
    }
    return topic.topicId();
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
    NewTopic topic =
        new NewTopic(name, settings.partitions(), (short) settings.replicas())
            .configs(settings.topic().configs(settings.minInsyncReplicas()));
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

  private List<String> problems(TopicDescription topic) {
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
    int replicas = topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    if (replicas < settings.replicas()) {
      problems.add(
          "it has partitions with %d replicas and %d are asked for: add replicas with"
                  .formatted(replicas, settings.replicas())
              + " kafka-reassign-partitions.sh, or ask for fewer");
    }
    Config config = config();
    settings
        .topic()
        .configs(settings.minInsyncReplicas())
        .forEach((setting, wanted) -> check(setting, wanted, config, problems));
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
    return "kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions %d --replication-factor %d %s"
        .formatted(
            failures.servers(),
            name,
            settings.partitions(),
            settings.replicas(),
            settings.topic().configs(settings.minInsyncReplicas()).entrySet().stream()
                .map(e -> "--config " + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" ")));
  }
}
