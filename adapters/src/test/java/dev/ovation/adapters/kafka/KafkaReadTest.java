package dev.ovation.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.LogRecord.Readable;
import dev.ovation.core.port.LogRecord.Unreadable;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What readers meet beside well-formed records in a row. */
@Timeout(60)
final class KafkaReadTest {

  private static KafkaEventLog open(KafkaLogSettings settings) {
    return KafkaEventLog.open(settings, TimeSource.SYSTEM);
  }

  private static List<Long> appendLikes(KafkaEventLog log, int count) {
    return Outcome.appendAll(
        log,
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> Samples.set(Samples.like(i, "u1"), "like", i))
            .toList());
  }

  /** Writes what no log of ours would write. */
  private static void writeRaw(KafkaLogSettings settings, byte @Nullable [] value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", String.join(",", settings.servers())),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(settings.topic().name(), 0, new byte[] {1}, value)).get();
    }
  }

  @Test
  void bytesThatNobodyUnderstandsComeBackAsTheyAreAndOthersAreRead() throws Exception {
    KafkaLogSettings settings = TestKafka.settings(1);
    try (KafkaEventLog log = open(settings)) {
      byte[] damaged = EventCodec.encode(Samples.set(Samples.like(1, "u1"), "like", 1));
      damaged[20] ^= 1;
      appendLikes(log, 1);
      writeRaw(settings, damaged);
      writeRaw(settings, new byte[] {42});
      writeRaw(settings, null);
      writeRaw(settings, EventCodec.encode(Samples.set(Samples.like(1, "u\0"), "like", 1)));
      appendLikes(log, 1);

      List<LogRecord> records = log.read(0, 0, 10);

      assertThat(records).extracting(LogRecord::offset).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      assertThat(records.get(0)).isInstanceOf(Readable.class);
      assertThat(((Unreadable) records.get(1)).bytes()).isEqualTo(damaged);
      assertThat(((Unreadable) records.get(1)).reason()).contains("checksum");
      assertThat(((Unreadable) records.get(2)).bytes()).containsExactly(42);
      assertThat(((Unreadable) records.get(3)).bytes()).isEmpty();
      assertThat(((Unreadable) records.get(4)).reason()).contains("no event: the actor");
      assertThat(records.get(5)).isInstanceOf(Readable.class);
    }
  }

  @Test
  void whatAnotherNodeAppendedIsReadAndKnownToTheEndThatIsAskedFor() {
    KafkaLogSettings settings = TestKafka.settings(1);
    try (KafkaEventLog one = open(settings);
        KafkaEventLog other = open(settings)) {
      appendLikes(one, 3);

      assertThat(other.endNow(0).join()).isEqualTo(3);
      assertThat(other.end(0)).isEqualTo(3);
      appendLikes(one, 2);
      assertThat(other.read(0, 3, 10)).extracting(LogRecord::offset).containsExactly(4L, 5L);
      appendLikes(one, 1);
      TestKafka.eventually(
          "the end of what another node appended", Duration.ofSeconds(20), () -> other.end(0) == 6);
    }
  }

  @Test
  void readersAtDifferentPlacesDoNotDisturbEachOther() {
    try (KafkaEventLog log = open(TestKafka.settings(1))) {
      appendLikes(log, 100);
      List<Long> first = new ArrayList<>();
      List<Long> second = new ArrayList<>();
      for (int page = 0; page < 10; page++) {
        log.read(0, page * 10L, 10).forEach(record -> first.add(record.offset()));
        log.read(0, 50 + page * 5L, 5).forEach(record -> second.add(record.offset()));
      }

      assertThat(first)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 100).mapToObj(Long::valueOf).toList());
      assertThat(second)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(51, 100).mapToObj(Long::valueOf).toList());
    }
  }

  private static void deleteBefore(KafkaLogSettings settings, long kafkaOffset)
      throws ExecutionException, InterruptedException {
    try (Admin admin = TestKafka.admin()) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(settings.topic().name(), 0),
                  RecordsToDelete.beforeOffset(kafkaOffset)))
          .all()
          .get();
    }
  }

  private static KafkaLogSettings counters() {
    LogTopic topic = LogTopic.counters(TestKafka.newPrefix(), Duration.ofDays(30));
    return TestKafka.settings(TestKafka.server().addresses(), topic, 1).withReplicas(1, 1);
  }

  @Test
  void aLogWhoseOldRecordsExpiredStartsWhereItStarts() throws Exception {
    KafkaLogSettings settings = counters();
    try (KafkaEventLog log = open(settings)) {
      appendLikes(log, 10);
      deleteBefore(settings, 4);

      assertThat(log.read(0, 0, 3)).extracting(LogRecord::offset).containsExactly(5L, 6L, 7L);
      assertThat(log.read(0, 7, 10)).extracting(LogRecord::offset).containsExactly(8L, 9L, 10L);
    }
  }

  @Test
  void recordsThatExpiredBeforeTheyWereReadAreToldAndNotSkipped() throws Exception {
    KafkaLogSettings settings = counters();
    try (KafkaEventLog log = open(settings)) {
      appendLikes(log, 10);
      deleteBefore(settings, 4);

      assertThatThrownBy(() -> log.read(0, 2, 10))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("no longer holds the records after offset 2");
      assertThat(log.read(0, 4, 1)).extracting(LogRecord::offset).containsExactly(5L);
    }
  }

  @Test
  void aLogOfRegistersThatLostItsStartIsDamaged() throws Exception {
    // Kafka deletes records of a compacted topic only after its policy was changed.
    KafkaLogSettings compacted = TestKafka.settings(1);
    try (KafkaEventLog log = open(compacted)) {
      appendLikes(log, 10);
      TestKafka.changeTopic(compacted.topic().name(), "cleanup.policy", "compact,delete");
      deleteBefore(compacted, 4);

      assertThatThrownBy(() -> log.read(0, 0, 10)).isInstanceOf(CorruptionException.class);
    }
  }
}
