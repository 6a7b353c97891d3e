package dev.ovation.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which topics are made, taken and refused, and what a refusal says. */
@Timeout(60)
final class TopicSetupTest {
  private static Admin admin;

  @BeforeAll
  static void connect() {
    admin = TestKafka.admin();
  }

  @AfterAll
  static void disconnect() {
    admin.close();
  }

  private static void make(KafkaLogSettings settings, int partitions, Map<String, String> changes)
      throws ExecutionException, InterruptedException {
    Map<String, String> configs = new HashMap<>(settings.topic().configs(1));
    configs.putAll(changes);
    NewTopic topic = new NewTopic(settings.topic().name(), partitions, (short) 1).configs(configs);
    admin.createTopics(List.of(topic)).all().get();
  }

  private static OvationException refusal(KafkaLogSettings settings) {
    try (KafkaEventLog log = KafkaEventLog.open(settings, TimeSource.SYSTEM)) {
      throw new AssertionError("was not refused: " + log.check());
    } catch (OvationException e) {
      return e;
    }
  }

  @Test
  void aNewTopicIsMadeAsAskedFor() throws Exception {
    KafkaLogSettings settings = TestKafka.settings(3);
    KafkaEventLog.open(settings, TimeSource.SYSTEM).close();

    ConfigResource resource =
        new ConfigResource(ConfigResource.Type.TOPIC, settings.topic().name());
    Config config = admin.describeConfigs(List.of(resource)).all().get().values().iterator().next();
    assertThat(settings.topic().name()).endsWith(".events");
    assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
    assertThat(config.get("min.compaction.lag.ms").value()).isEqualTo("604800000");
    assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
    assertThat(config.get("unclean.leader.election.enable").value()).isEqualTo("false");
  }

  @Test
  void aTopicThatSomebodyElseMadeWellIsTaken() throws Exception {
    KafkaLogSettings settings = TestKafka.settings(2).withCreateTopic(false);
    make(settings, 2, Map.of("min.compaction.lag.ms", "1209600000"));

    try (KafkaEventLog log = KafkaEventLog.open(settings, TimeSource.SYSTEM)) {
      assertThat(Outcome.append(log, Samples.set(Samples.like(1, "u1"), "like", 1)).failure())
          .isNull();
    }
  }

  @Test
  void aMissingTopicThatMayNotBeMadeIsRefusedWithTheCommand() {
    OvationException refusal = refusal(TestKafka.settings(2).withCreateTopic(false));

    assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_READY);
    assertThat(refusal)
        .hasMessageContaining("kafka-topics.sh")
        .hasMessageContaining("--partitions 2")
        .hasMessageContaining("--config cleanup.policy=compact");
  }

  @Test
  void anotherNumberOfPartitionsIsRefusedWithTheReason() throws Exception {
    KafkaLogSettings settings = TestKafka.settings(4);
    make(settings, 3, Map.of());

    OvationException refusal = refusal(settings);

    assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_READY);
    assertThat(refusal)
        .hasMessageContaining("has 3 partitions and 4 are asked for")
        .hasMessageContaining("fixed for the life of a log");
  }

  @Test
  void everyWrongSettingIsNamedWithTheCommandThatMendsIt() throws Exception {
    KafkaLogSettings settings = TestKafka.settings(1);
    make(
        settings,
        1,
        Map.of(
            "cleanup.policy", "compact,delete",
            "min.compaction.lag.ms", "1000",
            "message.timestamp.type", "CreateTime",
            "unclean.leader.election.enable", "true"));

    assertThat(refusal(settings))
        .hasMessageContaining("cleanup.policy is compact,delete and must be compact")
        .hasMessageContaining("min.compaction.lag.ms is 1000 and must be at least 604800000")
        .hasMessageContaining("message.timestamp.type is CreateTime and must be LogAppendTime")
        .hasMessageContaining("unclean.leader.election.enable is true and must be false")
        .hasMessageContaining("--add-config cleanup.policy=compact");
  }

  @Test
  void aTopicThatLosesCountersTooSoonIsRefused() throws Exception {
    LogTopic topic = LogTopic.counters(TestKafka.newPrefix(), Duration.ofDays(30));
    KafkaLogSettings settings =
        TestKafka.settings(TestKafka.server().addresses(), topic, 1).withReplicas(1, 1);
    make(settings, 1, Map.of("retention.ms", "3600000", "retention.bytes", "1000000"));

    assertThat(refusal(settings))
        .hasMessageContaining("retention.ms is 3600000 and must be at least 2592000000")
        .hasMessageContaining("retention.bytes is 1000000 and must be -1");
  }

  @Test
  void tooFewReplicasAreRefused() throws Exception {
    KafkaLogSettings settings = TestKafka.settings(1);
    make(settings, 1, Map.of());

    assertThat(refusal(settings.withReplicas(3, 2)))
        .hasMessageContaining("with 1 replicas and 3 are asked for")
        .hasMessageContaining("min.insync.replicas is 1 and must be at least 2");
  }

  @Test
  void oneBrokerIsEnoughWhenTheNumberOfCopiesIsLeftToUs() throws Exception {
    KafkaLogSettings settings =
        TestKafka.settings(1).withReplicas(KafkaLogSettings.AUTO, KafkaLogSettings.AUTO);

    assertThat(refusal(settings.withCreateTopic(false)))
        .hasMessageContaining("--replication-factor 1")
        .hasMessageContaining("--config min.insync.replicas=1");
    try (KafkaEventLog log = KafkaEventLog.open(settings, TimeSource.SYSTEM)) {
      TestKafka.eventually(
          "health tells the risk",
          Duration.ofSeconds(20),
          () -> log.check().detail().contains("one copy of each event only"));
      assertThat(log.check().state()).isEqualTo(State.UP);
    }
    KafkaEventLog.open(settings, TimeSource.SYSTEM).close();
  }

  @Test
  void fewCopiesAreToldByWhatTheyRisk() {
    assertThat(Copies.of(1)).isEqualTo(new Copies(1, 1));
    assertThat(Copies.of(2)).isEqualTo(new Copies(2, 1));
    assertThat(Copies.of(3)).isEqualTo(new Copies(3, 2));
    assertThat(Copies.of(5)).isEqualTo(new Copies(3, 2));
    assertThat(new Copies(1, 1).risk()).contains("lost with the disk");
    assertThat(new Copies(2, 1).risk()).contains("one of 2 copies is enough");
    assertThat(new Copies(3, 1).risk()).contains("one of 3 copies is enough");
    assertThat(new Copies(2, 2).risk()).contains("all 2 copies are needed");
    assertThat(new Copies(3, 2).risk()).isNull();
  }

  @Test
  void brokersThatAreNotThereAreNamed() {
    KafkaLogSettings settings =
        KafkaLogSettings.defaults(List.of("127.0.0.1:1"), LogTopic.events("none"), 1)
            .withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMillis(200));

    OvationException refusal = refusal(settings);

    assertThat(refusal.code()).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
    assertThat(refusal).hasMessageContaining("127.0.0.1:1");
  }

  @Test
  void addressesThatAreNoneAreRefused() {
    KafkaLogSettings settings =
        KafkaLogSettings.defaults(List.of("nonsense"), LogTopic.events("none"), 1);

    assertThat(refusal(settings).code()).isEqualTo(ErrorCode.NOT_READY);
  }

  @Test
  void settingsThatCannotHoldAreRefusedBeforeAnythingIsAsked() {
    assertThatThrownBy(() -> LogTopic.counters("x", Duration.ofDays(6)))
        .hasMessageContaining("at least 7 days");
    assertThatThrownBy(() -> TestKafka.settings(1).withReplicas(1, 2))
        .hasMessageContaining("minInsyncReplicas");
    assertThatThrownBy(() -> TestKafka.settings(1).withReplicas(KafkaLogSettings.AUTO, 1))
        .hasMessageContaining("both automatic");
    assertThatThrownBy(() -> TestKafka.settings(1).withReplicas(-1, -1))
        .hasMessageContaining("minInsyncReplicas");
    assertThat(TestKafka.settings(1).withReplicas(4, KafkaLogSettings.AUTO).minInsyncReplicas())
        .isEqualTo(3);
  }
}
