package dev.ovation.adapters.kafka;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The log in one Kafka topic. An event is durable when {@code min.insync.replicas} brokers have it
 * in memory; Kafka does not sync each write to disk, its safety is in the copies.
 *
 * <p>Thread-safe. {@link #append} never blocks; callbacks run on the producer's network thread, or
 * on the caller's when the event is refused at once. Any failure after an event was accepted is of
 * {@link ErrorCode#OUTCOME_UNKNOWN}: the producer does not tell what was sent and not answered from
 * what was never sent. What is refused at once is refused for certain: {@link ErrorCode#OVERLOADED}
 * when too much is under way, {@link ErrorCode#LOG_UNAVAILABLE} once the brokers have been away for
 * as long as an append may take. It heals by itself.
 *
 * <p>Kafka compacts by offset, not by version: after a lost race the older version may be the last
 * of its key. The projector must append the winner once more when it meets such a loser, within the
 * topic's compaction lag.
 */
public final class KafkaEventLog implements EventLog {
  private final KafkaLogSettings settings;
  private final Partitioner partitioner;
  private final Admin admin;
  private final LogEnds ends;
  private final LogWatch watch;
  private final Appender appender;
  private final LogReaders readers;
  private volatile boolean closing;

  private KafkaEventLog(
      KafkaLogSettings settings,
      Admin admin,
      LogEnds ends,
      LogWatch watch,
      Appender appender,
      LogReaders readers) {
    this.settings = settings;
    this.partitioner = new Partitioner(settings.partitions());
    this.admin = admin;
    this.ends = ends;
    this.watch = watch;
    this.appender = appender;
    this.readers = readers;
  }

  /**
   * Opens the topic, making it if there is none and that is allowed. Blocks for a few times the
   * read timeout at the most.
   *
   * @throws OvationException {@link ErrorCode#NOT_READY} when settings are wrong or rights are
   *     missing, with what to do; {@link ErrorCode#LOG_UNAVAILABLE} when the brokers don't answer,
   *     which trying again may heal
   */
  public static KafkaEventLog open(KafkaLogSettings settings, TimeSource time) {
    KafkaFailures failures = new KafkaFailures(settings);
    try {
      Admin admin = Admin.create(new ClientProperties(settings).admin());
      try {
        return open(settings, time, admin);
      } catch (RuntimeException e) {
        admin.close();
        throw e;
      }
    } catch (KafkaException e) {
      throw failures.of("reaching Kafka at " + failures.servers(), e);
    }
  }

  private static KafkaEventLog open(KafkaLogSettings settings, TimeSource time, Admin admin) {
    TopicSetup.Verified topic = new TopicSetup(admin, settings, time).ensure();
    LogEnds ends = new LogEnds(admin, settings);
    ends.refresh(
        IntStream.range(0, settings.partitions()).boxed().toList(), settings.readTimeout());
    Appender appender = Appender.open(settings, time, ends);
    LogWatch watch = new LogWatch(admin, settings, time, topic, ends);
    watch.start();
    return new KafkaEventLog(
        settings, admin, ends, watch, appender, new LogReaders(settings, time));
  }

  @Override
  public void append(Event event, AppendCallback callback) {
    String refusal = closing ? null : watch.refusal();
    if (refusal != null) {
      callback.failed(
          new OvationException(ErrorCode.LOG_UNAVAILABLE, "the log takes no events: " + refusal));
      return;
    }
    appender.append(
        partitioner.partition(event), RecordKeys.of(event), EventCodec.encode(event), callback);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Asks the leader for its end when everything that is known of was read. Blocks for twice the
   * read timeout at the most, and not at all while the brokers are known not to answer.
   *
   * @throws CorruptionException also when records after the offset were deleted; after 0 a topic
   *     whose records expire is read from wherever it starts
   */
  @Override
  public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
    checkOpen();
    watch.checkReadable();
    if (ends.get(partition) <= afterOffset && askedEnd(partition) <= afterOffset) {
      return List.of();
    }
    return readers.read(partition, Offsets.firstAfter(afterOffset), ends.get(partition), eventsMax);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Never goes back. At least every offset that this process was told durable or has read, and
   * every offset that any process was told durable one watch interval and one answer of the brokers
   * ago. Whoever must know what <em>others</em> were told until now asks {@link #endNow}.
   */
  @Override
  public long end(int partition) {
    return ends.get(partition);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The end as the leader has it: at least every offset that any process was told durable before
   * this call. One round trip; waits for the read timeout at the most.
   *
   * @return fails with {@link ErrorCode#LOG_UNAVAILABLE} when the leader does not answer, with
   *     {@link CorruptionException} when it has less than was durable
   */
  @Override
  public CompletableFuture<Long> endNow(int partition) {
    return CompletableFuture.supplyAsync(
        () -> askedEnd(partition), task -> Thread.ofVirtual().name("kafka log end").start(task));
  }

  private long askedEnd(int partition) {
    checkOpen();
    watch.checkReadable();
    ends.refresh(List.of(partition), settings.readTimeout());
    return ends.get(partition);
  }

  private void checkOpen() {
    if (closing) {
      throw new OvationException(ErrorCode.NOT_READY, "the log is closed");
    }
  }

  @Override
  public int partitions() {
    return settings.partitions();
  }

  @Override
  public Health check() {
    Health health = watch.health();
    return health.state() == State.UP
        ? Health.up(health.detail() + ", " + appender.underWay() + " appends are under way")
        : health;
  }

  /** Waits for the outcome of every append that was accepted, then closes. */
  @Override
  public synchronized void close() {
    if (closing) {
      return;
    }
    closing = true;
    appender.close();
    watch.close();
    readers.close();
    admin.close(settings.readTimeout());
  }
}
