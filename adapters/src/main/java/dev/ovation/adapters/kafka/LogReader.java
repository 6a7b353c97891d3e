package dev.ovation.adapters.kafka;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One consumer that goes on where it was, so that reading a partition page by page uses what was
 * fetched ahead. Kafka hands out only what all replicas in sync have. Not thread-safe: {@link
 * LogReaders} lends it to one thread at a time.
 */
final class LogReader implements AutoCloseable {
  private static final int NOWHERE = -1;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaLogSettings settings;
  private final KafkaFailures failures;
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
  private int partition = NOWHERE;
  private long next = NOWHERE;

  LogReader(KafkaLogSettings settings) {
    this.settings = settings;
    this.failures = new KafkaFailures(settings);
    this.consumer =
        new KafkaConsumer<>(
            new ClientProperties(settings).consumer(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Whether the reader would go on here without fetching anew. */
  boolean isAt(int wantedPartition, long first) {
    return partition == wantedPartition && next == first;
  }

  /**
   * Reads records from a Kafka offset on.
   *
   * @param end the Kafka offset that reading need not go past
   * @throws OvationException when there are records but none came in time
   */
  List<LogRecord> read(int fromPartition, long first, long end, int eventsMax, Deadline deadline) {
    TopicPartition source = new TopicPartition(settings.topic().name(), fromPartition);
    try {
      if (!isAt(fromPartition, first)) {
        seek(source, first);
      }
      List<LogRecord> records = fill(source, end, eventsMax, deadline);
      partition = fromPartition;
      next = records.isEmpty() ? first : Offsets.firstAfter(records.getLast().offset());
      return records;
    } catch (OffsetOutOfRangeException e) {
      partition = NOWHERE;
      throw new CorruptionException(
          "%s no longer holds the records after offset %d: they were deleted before they were read."
                  .formatted(source, Offsets.lastBefore(first))
              + " Rebuild the ledger from the start of the log, and see who or what deleted them",
          e);
    } catch (KafkaException e) {
      partition = NOWHERE;
      throw failures.of("reading " + source + " after offset " + Offsets.lastBefore(first), e);
    } catch (OvationException e) {
      partition = NOWHERE;
      throw e;
    }
  }

  private void seek(TopicPartition source, long first) {
    fetched.clear();
    consumer.assign(List.of(source));
    if (first == 0 && !settings.topic().startsAtZero()) {
      // The start of a log whose old records expire is wherever it starts now.
      consumer.seekToBeginning(List.of(source));
    } else {
      consumer.seek(source, first);
    }
  }

  private List<LogRecord> fill(TopicPartition source, long end, int eventsMax, Deadline deadline) {
    List<LogRecord> records = new ArrayList<>();
    while (true) {
      while (records.size() < eventsMax && !fetched.isEmpty()) {
        records.add(decode(fetched.remove()));
      }
      if (records.size() == eventsMax || consumer.position(source, deadline.left()) >= end) {
        return records;
      }
      if (deadline.passed()) {
        if (!records.isEmpty()) {
          return records;
        }
        throw new OvationException(
            ErrorCode.LOG_UNAVAILABLE,
            "no records of %s came in time from %s; are the brokers up?"
                .formatted(source, failures.servers()));
      }
      fetched.addAll(consumer.poll(deadline.left()).records(source));
    }
  }

  private static LogRecord decode(ConsumerRecord<byte[], byte[]> record) {
    long offset = Offsets.ofRecord(record.offset());
    byte[] bytes = record.value();
    if (bytes == null) {
      return new LogRecord.Unreadable(offset, new byte[0], "the record has no value");
    }
    try {
      return new LogRecord.Readable(offset, EventCodec.decode(bytes));
    } catch (EventCodec.DamagedException | EventCodec.UnknownFormatException e) {
      // Kafka's own checksum holds, so these are the bytes that somebody wrote.
      return new LogRecord.Unreadable(offset, bytes, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
