package dev.ovation.adapters.kafka;

import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the topic from a thread of its own: are all partitions led, have they enough replicas,
 * is it still the same topic, and where do they end. So health is cheap to tell, and an append that
 * could only time out is refused at once. Thread-safe.
 */
final class LogWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

  /** How long one question may take. */
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);

  private final Admin admin;
  private final KafkaLogSettings settings;
  private final KafkaFailures failures;
  private final TimeSource time;
  private final TopicSetup.Verified topic;
  private final LogEnds ends;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("log watch").unstarted(this::run);
  private volatile Sight sight;

  /**
   * What was seen last.
   *
   * @param sinceNanos when the state became what it is
   * @param failure of the look itself, null when the brokers answered
   */
  private record Sight(Health health, long sinceNanos, @Nullable OvationException failure) {

    /** True when what was durable is gone, which no waiting heals. */
    boolean lost() {
      return failure instanceof CorruptionException;
    }
  }

  LogWatch(
      Admin admin,
      KafkaLogSettings settings,
      TimeSource time,
      TopicSetup.Verified topic,
      LogEnds ends) {
    this.admin = admin;
    this.settings = settings;
    this.failures = new KafkaFailures(settings);
    this.time = time;
    this.topic = topic;
    this.ends = ends;
    this.sight = new Sight(Health.up("the topic was just verified"), time.nanos(), null);
  }

  void start() {
    thread.start();
  }

  Health health() {
    return sight.health();
  }

  /**
   * Why an append can't succeed, null when it may. A failure that just began refuses nothing: a new
   * leader is often there before the deadline of the append.
   */
  @Nullable String refusal() {
    Sight seen = sight;
    boolean hopeless =
        seen.health().state() == State.DOWN
            && (seen.lost()
                || time.nanos() - seen.sinceNanos() >= settings.appendTimeout().toNanos());
    return hopeless ? seen.health().detail() : null;
  }

  /**
   * Fails at once what could only wait for brokers that don't answer. Whoever projects has other
   * things to do meanwhile, and whoever reads behind the log's end is told sooner.
   *
   * @throws CorruptionException when what was durable is gone, so that what is there now is not
   *     taken for the log
   * @throws OvationException {@link ErrorCode#LOG_UNAVAILABLE} when the last look had no answer
   */
  void checkReadable() {
    Sight seen = sight;
    if (seen.lost()) {
      throw new CorruptionException(seen.health().detail(), null);
    }
    if (seen.failure() != null) {
      throw new OvationException(ErrorCode.LOG_UNAVAILABLE, seen.health().detail());
    }
  }

  private void run() {
    try {
      while (!closing.await(settings.watchInterval().toMillis(), TimeUnit.MILLISECONDS)) {
        if (!sight.lost()) {
          note(look());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Sight look() {
    try {
      Health health = health(describe());
      if (health.state() != State.DOWN) {
        ends.refresh(IntStream.range(0, ends.partitions()).boxed().toList(), LOOK_TIMEOUT);
      }
      return seen(health, null);
    } catch (CorruptionException e) {
      return seen(Health.down(String.valueOf(e.getMessage())), e);
    } catch (OvationException e) {
      return seen(Health.down(e.getMessage() + ". It is tried again by itself."), e);
    }
  }

  private TopicDescription describe() {
    String name = settings.topic().name();
    DescribeTopicsOptions options =
        new DescribeTopicsOptions().timeoutMs((int) LOOK_TIMEOUT.toMillis());
    TopicDescription found =
        failures
            .get(
                "looking at topic " + name,
                admin.describeTopics(List.of(name), options).allTopicNames())
            .values()
            .iterator()
            .next();
    if (!found.topicId().equals(topic.id())) {
      throw new CorruptionException(
          "topic "
              + name
              + " was deleted and made again: what it held is gone. Rebuild into a topic with"
              + " another prefix",
          null);
    }
    return found;
  }

  private Health health(TopicDescription found) {
    int behind = 0;
    int insyncMin = topic.copies().insyncMin();
    for (TopicPartitionInfo partition : found.partitions()) {
      String where = found.name() + "-" + partition.partition();
      if (partition.leader() == null) {
        return Health.down(where + " has no leader: start the brokers that hold its copies.");
      }
      int insync = partition.isr().size();
      if (insync < insyncMin) {
        return Health.down(
            "%s has %d replicas in sync and needs %d: start the other brokers."
                .formatted(where, insync, insyncMin));
      }
      behind += insync < partition.replicas().size() ? 1 : 0;
    }
    String risk = topic.copies().risk();
    return behind == 0
        ? Health.up(
            "all replicas of %d partitions are in sync".formatted(ends.partitions())
                + (risk == null ? "" : ", but " + risk))
        : Health.degraded(
            "%d of %d partitions lack a replica that is in sync: is a broker down?"
                .formatted(behind, ends.partitions()));
  }

  private Sight seen(Health health, @Nullable OvationException failure) {
    Sight before = sight;
    boolean same = before.health().state() == health.state();
    return new Sight(health, same ? before.sinceNanos() : time.nanos(), failure);
  }

  private void note(Sight now) {
    State before = sight.health().state();
    sight = now;
    if (before != now.health().state()) {
      LOG.warn(
          "log topic {}: {} is now {}: {}",
          settings.topic().name(),
          before,
          now.health().state(),
          now.health().detail());
    }
  }

  /** Stops looking; waits for the look that is under way. */
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
