package dev.ovation.adapters.kafka;

import dev.ovation.core.port.PartitionOwnership;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the partitions of a log to nodes by a Kafka consumer group. Only membership is Kafka's: no
 * record is read and no offset committed, because positions live in the ledger.
 *
 * <p>Thread-safe. One thread takes part in the group and calls the listener. A listener that blocks
 * it delays only hand-overs at first; after three session timeouts others go on without this node.
 *
 * <p>Nothing has to be there at the start, and whatever fails is tried again for ever, with pauses
 * that grow. While the brokers are away a node keeps what it holds: nobody can take it over then,
 * and writes that go to the ledger directly still need an owner who confirms them. A node that was
 * only cut off learns when it is back that it lost its partitions; until then the ledger's epochs
 * hold it off.
 */
public final class KafkaOwnership implements PartitionOwnership {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaOwnership.class);

  private static final Duration RETRY_MIN = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(5);

  private final KafkaLogSettings log;
  private final List<String> topics;
  private final KafkaGroupSettings group;
  private final TimeSource time;
  private final GroupFailures failures;
  private final CountDownLatch closing = new CountDownLatch(1);

  // Guarded by this.
  private @Nullable Thread thread;
  private @Nullable GroupMember member;

  private volatile Health health = Health.down("partitions are not asked for yet");

  /** For a log of one topic. Reaches for nothing before {@link #start}. */
  public KafkaOwnership(KafkaLogSettings log, KafkaGroupSettings group, TimeSource time) {
    this(log, List.of(log.topic().name()), group, time);
  }

  /**
   * For a log of several topics, each with the same number of partitions. Reaches for nothing
   * before {@link #start}.
   *
   * @param topics the partitions of each come after those of the one before
   */
  public KafkaOwnership(
      KafkaLogSettings log, List<String> topics, KafkaGroupSettings group, TimeSource time) {
    this.log = log;
    this.topics = List.copyOf(topics);
    this.group = group;
    this.time = time;
    this.failures = new GroupFailures(new KafkaFailures(log), group);
  }

  @Override
  public synchronized void start(Listener listener) {
    if (thread != null || closing.getCount() == 0) {
      throw new IllegalStateException("ownership is started once, before it is closed");
    }
    note(Health.degraded("joining group " + group.group()));
    thread = Thread.ofPlatform().name("partition ownership").start(() -> run(listener));
  }

  private void run(Listener listener) {
    Holdings holdings = new Holdings(listener);
    Duration pause = RETRY_MIN;
    try {
      do {
        boolean joined = live(holdings);
        // What the consumer could not give back when it ended.
        holdings.removeAll();
        pause = joined ? RETRY_MIN : shorter(pause.multipliedBy(2), RETRY_MAX);
      } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      // Nobody here interrupts this thread; whoever does wants it to end.
      Thread.currentThread().interrupt();
      note(Health.down("the thread that asks for partitions was interrupted"));
    }
  }

  /**
   * Is a member of the group until that fails or this is closed.
   *
   * @return whether it got into the group
   */
  private boolean live(Holdings holdings) {
    boolean joined = false;
    try (GroupMember now = new GroupMember(log, topics, group, holdings, time)) {
      if (enter(now)) {
        while (closing.getCount() > 0) {
          GroupMember.Standing standing = now.poll();
          joined |= standing.joined();
          note(health(standing, holdings.count()));
        }
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to close", e);
    } catch (RuntimeException e) {
      // Whatever it is, a new member may do better, and health says what it was.
      LOG.warn("no longer a member of group {}", group.group(), e);
      note(Health.down(failures.of(e).getMessage() + ". It is tried again by itself."));
    } finally {
      exit();
    }
    return joined;
  }

  /** False when this was closed before. */
  private synchronized boolean enter(GroupMember now) {
    member = now;
    return closing.getCount() > 0;
  }

  private synchronized void exit() {
    member = null;
  }

  private Health health(GroupMember.Standing standing, int held) {
    boolean silent = standing.silence().compareTo(group.sessionTimeout()) > 0;
    String silence =
        "group %s has had no answer from %s for %d s; are the brokers up?"
            .formatted(
                group.group(), String.join(",", log.servers()), standing.silence().toSeconds());
    if (!standing.joined()) {
      return silent ? Health.down(silence) : Health.degraded("joining group " + group.group());
    }
    String holds =
        "%d of %d partitions are this node's".formatted(held, topics.size() * log.partitions());
    return silent
        ? Health.degraded(silence + " " + holds + " until another node takes them over")
        : Health.up(holds + " in group " + group.group());
  }

  private void note(Health now) {
    State before = health.state();
    health = now;
    if (before != now.state()) {
      LOG.info("partition ownership: {} is now {}: {}", before, now.state(), now.detail());
    }
  }

  @Override
  public Health check() {
    return health;
  }

  /**
   * Tells everything as revoked and leaves the group, so that others take over within about a
   * heartbeat. Without brokers it takes a second at the most, and they have to miss this node. Must
   * not be called by the listener.
   */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closing.countDown();
      running = thread;
      if (member != null) {
        member.wakeup();
      }
    }
    if (running != null) {
      join(running);
      health = Health.down("closed");
    }
  }

  private static void join(Thread running) {
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
