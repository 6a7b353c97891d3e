package dev.ovation.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.LogRecord.Readable;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three brokers: how many copies they keep, and one is killed while events are appended. */
@Timeout(240)
final class KafkaFailoverTest {
  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static KafkaServer brokers;

  /** Numbers the events, so that no two have the same version. */
  private int number;

  @BeforeAll
  static void start() {
    brokers = TestKafka.start(3);
  }

  @AfterAll
  static void stop() {
    brokers.close();
  }

  private static KafkaLogSettings settings() {
    return TestKafka.settings(
            brokers.addresses(), LogTopic.events(TestKafka.newPrefix()), PARTITIONS)
        .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(200));
  }

  /** Appends until told to stop, 64 at a time, and returns the outcomes. */
  private List<Outcome> appendWhile(KafkaEventLog log, BooleanSupplier goesOn)
      throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    Semaphore room = new Semaphore(64);
    while (goesOn.getAsBoolean()) {
      room.acquire();
      number++;
      Outcome outcome =
          Outcome.append(log, Samples.set(Samples.like(number, "u1"), "like", number));
      outcome.whenTold(room::release);
      outcomes.add(outcome);
    }
    return outcomes;
  }

  /** Every event was told durable, is at the offset that was told, and is there once. */
  private static void assertNothingLostNothingDouble(KafkaEventLog log, List<Outcome> outcomes) {
    Set<Long> versions = new HashSet<>();
    long records = 0;
    for (int p = 0; p < PARTITIONS; p++) {
      long after = 0;
      for (List<LogRecord> page = log.read(p, 0, 5_000);
          !page.isEmpty();
          page = log.read(p, after, 5_000)) {
        after = page.getLast().offset();
        records += page.size();
        page.forEach(record -> versions.add(((Readable) record).event().version()));
      }
      assertThat(log.end(p)).isEqualTo(after);
    }
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
    assertThat(records).isEqualTo(outcomes.size());
    assertThat(versions).hasSize(outcomes.size());
  }

  @Test
  void aKilledLeaderLosesNothingAndDoublesNothing() throws Exception {
    try (KafkaEventLog log = KafkaEventLog.open(settings(), TimeSource.SYSTEM)) {
      List<Outcome> outcomes = new ArrayList<>(appendWhile(log, counting(1_000)));
      brokers.broker(2).kill();
      long killed = System.nanoTime();
      outcomes.addAll(appendWhile(log, counting(1_000)));
      outcomes.forEach(Outcome::offset);
      System.out.printf(
          "1,000 appends after the kill took %d ms%n", (System.nanoTime() - killed) / 1_000_000);

      TestKafka.eventually(
          "a missing replica is told", PATIENCE, () -> log.check().state() == State.DEGRADED);
      brokers.broker(2).start();
      brokers.broker(2).awaitReady(PATIENCE);
      TestKafka.eventually(
          "the replica has caught up", PATIENCE, () -> log.check().state() == State.UP);
      assertNothingLostNothingDouble(log, outcomes);
    }
  }

  @Test
  void threeBrokersKeepThreeCopiesWhenTheNumberIsLeftToUs() throws Exception {
    KafkaLogSettings settings =
        settings().withReplicas(KafkaLogSettings.AUTO, KafkaLogSettings.AUTO);
    try (KafkaEventLog log = KafkaEventLog.open(settings, TimeSource.SYSTEM);
        Admin admin =
            Admin.create(Map.of("bootstrap.servers", String.join(",", settings.servers())))) {
      String name = settings.topic().name();
      assertThat(describe(admin, name).partitions())
          .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
      assertThat(
              admin
                  .describeConfigs(List.of(topic))
                  .all()
                  .get()
                  .values()
                  .iterator()
                  .next()
                  .get("min.insync.replicas")
                  .value())
          .isEqualTo("2");
      assertThat(log.check().detail()).doesNotContain("lost");

      // Three copies that are not all but one in sync would be less than we would have made.
      AlterConfigOp one =
          new AlterConfigOp(new ConfigEntry("min.insync.replicas", "1"), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(one))).all().get();
      TestKafka.eventually(
          "the change is refused",
          PATIENCE,
          () -> refusal(settings).contains("min.insync.replicas is 1 and must be at least 2"));
    }
  }

  /** Why a topic can't be opened, empty when it can. */
  private static String refusal(KafkaLogSettings settings) {
    try (KafkaEventLog _ = KafkaEventLog.open(settings, TimeSource.SYSTEM)) {
      return "";
    } catch (OvationException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static TopicDescription describe(Admin admin, String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().values().iterator().next();
  }

  @Test
  @Tag("long")
  void brokersKilledOneAfterTheOtherLoseNothing() throws Exception {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    try (KafkaEventLog log = KafkaEventLog.open(settings(), TimeSource.SYSTEM)) {
      List<Outcome> outcomes = new ArrayList<>();
      for (int round = 0; round < 5; round++) {
        int victim = 1 + random.nextInt(3);
        outcomes.addAll(appendWhile(log, counting(500 + random.nextInt(5_000))));
        brokers.broker(victim).kill();
        outcomes.addAll(appendWhile(log, counting(5_000)));
        brokers.broker(victim).start();
        brokers.broker(victim).awaitReady(PATIENCE);
        TestKafka.eventually(
            "all replicas are back", PATIENCE, () -> log.check().state() == State.UP);
      }
      assertNothingLostNothingDouble(log, outcomes);
    }
  }

  private static BooleanSupplier counting(int times) {
    int[] left = {times};
    return () -> left[0]-- > 0;
  }
}
