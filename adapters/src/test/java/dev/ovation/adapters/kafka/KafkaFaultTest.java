package dev.ovation.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the log tells and does when its broker is away, its topic is gone, or too much waits. */
@Timeout(120)
final class KafkaFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration APPEND_TIMEOUT = Duration.ofSeconds(1);

  private static KafkaEventLog open(KafkaLogSettings settings) {
    return KafkaEventLog.open(settings, TimeSource.SYSTEM);
  }

  /** Settings that give up soon. */
  private static KafkaLogSettings hasty() {
    return TestKafka.settings(1)
        .withTimeouts(APPEND_TIMEOUT, Duration.ofSeconds(2), Duration.ofMillis(100));
  }

  private static Outcome append(KafkaEventLog log, int number) {
    return Outcome.append(log, Samples.set(Samples.like(number, "u1"), "like", number));
  }

  @Test
  void aBrokerThatIsAwayIsToldInTimeAndTheLogHealsByItself() throws Exception {
    KafkaBroker broker = TestKafka.server().broker(1);
    try (KafkaEventLog log = open(hasty())) {
      assertThat(append(log, 1).offset()).isEqualTo(1);
      broker.kill();
      try {
        long started = System.nanoTime();
        // Whether it is still sent or already refused depends on who notices first.
        assertThat(append(log, 2).failure())
            .isIn(ErrorCode.OUTCOME_UNKNOWN, ErrorCode.LOG_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
            .isLessThan(APPEND_TIMEOUT.multipliedBy(5));
        TestKafka.eventually("down", PATIENCE, () -> log.check().state() == State.DOWN);
        TestKafka.eventually(
            "appends are refused for certain",
            PATIENCE,
            () -> append(log, 3).failure() == ErrorCode.LOG_UNAVAILABLE);
        assertThatThrownBy(() -> log.read(0, 0, 10))
            .isInstanceOfSatisfying(
                OvationException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_UNAVAILABLE));
        assertThat(log.end(0)).isEqualTo(1);
      } finally {
        broker.start();
        broker.awaitReady(PATIENCE);
      }

      TestKafka.eventually("up again", PATIENCE, () -> log.check().state() == State.UP);
      // The producer waits for nothing: until it has found the leader again it refuses at once.
      TestKafka.eventually(
          "appends are taken again", PATIENCE, () -> append(log, 4).failure() == null);
      long end = append(log, 5).offset();
      assertThat(log.read(0, 0, 1000)).hasSize((int) end);
      assertThat(log.read(0, end - 1, 1)).hasSize(1);
    }
  }

  @Test
  void aBrokerThatHangsIsToldInTime() throws Exception {
    KafkaBroker broker = TestKafka.server().broker(1);
    try (KafkaEventLog log = open(hasty())) {
      assertThat(append(log, 1).offset()).isEqualTo(1);
      broker.pause();
      try {
        assertThat(append(log, 2).failure()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        TestKafka.eventually("down", PATIENCE, () -> log.check().state() == State.DOWN);
      } finally {
        broker.resume();
      }

      TestKafka.eventually("up again", PATIENCE, () -> log.check().state() == State.UP);
      assertThat(append(log, 3).failure()).isNull();
    }
  }

  /** Of ten seconds that a request has, enough must be left for the way straight to the ledger. */
  @Test
  void byDefaultAnOutageIsToldWhileARequestCanStillBeAnsweredFromTheLedger() throws Exception {
    KafkaLogSettings settings =
        KafkaLogSettings.defaults(
                TestKafka.server().addresses(), LogTopic.events(TestKafka.newPrefix()), 1)
            .withReplicas(KafkaLogSettings.AUTO, KafkaLogSettings.AUTO);
    KafkaBroker broker = TestKafka.server().broker(1);
    try (KafkaEventLog log = open(settings)) {
      assertThat(append(log, 1).offset()).isEqualTo(1);
      broker.pause();
      try {
        long started = System.nanoTime();
        assertThat(append(log, 2).failure()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        System.out.printf("an append while the broker hangs is given up in %s%n", took);
        assertThat(took).isLessThan(Duration.ofSeconds(7));
        // Later ones don't even wait.
        TestKafka.eventually(
            "appends are refused for certain",
            PATIENCE,
            () -> append(log, 3).failure() == ErrorCode.LOG_UNAVAILABLE);
        // Nor do reads: whoever projects has a hot store and an outbox to look after meanwhile.
        long reading = System.nanoTime();
        assertThatThrownBy(() -> log.read(0, 1, 10)).hasMessageContaining(broker.address());
        assertThatThrownBy(() -> log.endNow(0).join()).hasMessageContaining(broker.address());
        assertThat(Duration.ofNanos(System.nanoTime() - reading)).isLessThan(Duration.ofSeconds(1));
      } finally {
        broker.resume();
      }
      TestKafka.eventually("up again", PATIENCE, () -> log.check().state() == State.UP);
      assertThat(log.read(0, 0, 10)).isNotEmpty();
    }
  }

  @Test
  void aFullQueueRefusesAtOnceAndWithoutBlocking() throws Exception {
    KafkaBroker broker = TestKafka.server().broker(1);
    try (KafkaEventLog log = open(hasty().withQueue(3, 32 << 20))) {
      assertThat(append(log, 1).offset()).isEqualTo(1);
      List<Outcome> waiting = new ArrayList<>();
      broker.pause();
      try {
        for (int i = 2; i <= 4; i++) {
          waiting.add(append(log, i));
        }
        long started = System.nanoTime();
        assertThat(append(log, 5).failure()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(APPEND_TIMEOUT);
      } finally {
        broker.resume();
      }
      assertThat(waiting)
          .allSatisfy(
              outcome -> assertThat(outcome.failure()).isIn(null, ErrorCode.OUTCOME_UNKNOWN));
    }
  }

  @Test
  void memoryIsBoundedToo() throws Exception {
    KafkaBroker broker = TestKafka.server().broker(1);
    int batches = 2;
    try (KafkaEventLog log =
        open(hasty().withQueue(100_000, (long) batches * ClientProperties.BATCH_BYTES))) {
      assertThat(append(log, 1).offset()).isEqualTo(1);
      broker.pause();
      List<Outcome> all = new ArrayList<>();
      try {
        for (int i = 0; i < 5_000; i++) {
          all.add(append(log, i));
        }
      } finally {
        broker.resume();
      }
      assertThat(all.getLast().failure()).isEqualTo(ErrorCode.OVERLOADED);
    }
  }

  @Test
  void aTopicThatIsDeletedWhileTheLogRunsIsNeverTakenForAnEmptyOne() throws Exception {
    KafkaLogSettings settings = hasty();
    try (KafkaEventLog log = open(settings);
        Admin admin = TestKafka.admin()) {
      append(log, 1).offset();
      append(log, 2).offset();
      admin.deleteTopics(List.of(settings.topic().name())).all().get();
      TestKafka.eventually("down", PATIENCE, () -> log.check().state() == State.DOWN);
      open(settings).close();

      TestKafka.eventually(
          "the new topic is known for another",
          PATIENCE,
          () -> log.check().detail().contains("deleted and made again"));
      assertThat(append(log, 3).failure()).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
      assertThatThrownBy(() -> log.read(0, 0, 10)).isInstanceOf(CorruptionException.class);
    }
  }
}
