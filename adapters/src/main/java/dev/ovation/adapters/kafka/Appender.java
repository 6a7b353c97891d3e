package dev.ovation.adapters.kafka;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends through Kafka's idempotent producer and tells outcomes. Thread-safe; never blocks once
 * opened.
 */
final class Appender implements AutoCloseable {
  private static final long PAUSE_NANOS = 5_000_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaLogSettings settings;
  private final KafkaFailures failures;
  private final LogEnds ends;
  private final AtomicInteger underWay = new AtomicInteger();

  private Appender(
      KafkaProducer<byte[], byte[]> producer, KafkaLogSettings settings, LogEnds ends) {
    this.producer = producer;
    this.settings = settings;
    this.failures = new KafkaFailures(settings);
    this.ends = ends;
  }

  /**
   * Opens a producer that knows where the partitions are led, because appends can't wait for it.
   */
  static Appender open(KafkaLogSettings settings, TimeSource time, LogEnds ends) {
    KafkaFailures failures = new KafkaFailures(settings);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new ClientProperties(settings).producer(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      awaitMetadata(producer, settings, Deadline.after(time, settings.readTimeout()));
      return new Appender(producer, settings, ends);
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw failures.of("opening topic " + settings.topic().name() + " for appends", e);
    }
  }

  private static void awaitMetadata(
      KafkaProducer<byte[], byte[]> producer, KafkaLogSettings settings, Deadline deadline) {
    while (true) {
      try {
        producer.partitionsFor(settings.topic().name());
        return;
      } catch (TimeoutException e) {
        // This producer waits for nothing, so the waiting is done here.
        if (deadline.passed()) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Appends that were accepted and have no outcome yet. */
  int underWay() {
    return underWay.get();
  }

  void append(int partition, byte[] key, byte[] value, AppendCallback callback) {
    if (underWay.incrementAndGet() > settings.queueEventsMax()) {
      underWay.decrementAndGet();
      callback.failed(
          new OvationException(
              ErrorCode.OVERLOADED, "too many appends wait for the log; try again shortly"));
      return;
    }
    Append append = new Append(partition, callback);
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(settings.topic().name(), partition, key, value), append);
      append.sending = false;
    } catch (IllegalStateException e) {
      append.refused(new OvationException(ErrorCode.NOT_READY, "the log is closed"));
    } catch (KafkaException e) {
      append.refused(failures.of("appending to topic " + settings.topic().name(), e));
    }
  }

  /**
   * Tells the outcome of one append. While {@code send} still runs, a failure told on the same
   * thread is one of the producer's own checks: the event is in no buffer and never will be sent.
   */
  private final class Append implements Callback {
    private final int partition;
    private final AppendCallback callback;
    private final Thread caller = Thread.currentThread();

    /** Read and written by the caller's thread only. */
    private boolean sending = true;

    Append(int partition, AppendCallback callback) {
      this.partition = partition;
      this.callback = callback;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
      if (failure != null) {
        boolean inBuffer = Thread.currentThread() != caller || !sending;
        refused(
            inBuffer
                ? failures.outcomeUnknown(failure)
                : failures.of("appending to topic " + settings.topic().name(), failure));
      } else if (metadata != null) {
        underWay.decrementAndGet();
        long offset = Offsets.ofRecord(metadata.offset());
        ends.raise(partition, offset);
        callback.durable(offset);
      }
    }

    void refused(OvationException why) {
      underWay.decrementAndGet();
      callback.failed(why);
    }
  }

  /** Waits until every outcome was told, which the deadline of the appends bounds. */
  @Override
  public void close() {
    producer.close(settings.appendTimeout().plus(settings.linger()).plusSeconds(1));
  }
}
