package dev.ovation.adapters.protocol;

import static dev.ovation.adapters.protocol.RealCluster.VIDEO;
import static dev.ovation.adapters.protocol.RealCluster.VIEWS;
import static dev.ovation.adapters.protocol.Waiting.added;
import static dev.ovation.adapters.protocol.Waiting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.adapters.kafka.KafkaEventLog;
import dev.ovation.adapters.kafka.KafkaLogSettings;
import dev.ovation.adapters.kafka.TestKafka;
import dev.ovation.adapters.postgres.PostgresLedger;
import dev.ovation.adapters.postgres.PostgresSettings;
import dev.ovation.adapters.postgres.TestPostgres;
import dev.ovation.adapters.redis.RedisHotStore;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.CountersApartLog;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.PlaceKeeper;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The named counterexample of checkpoints over two topics of a real broker, and what a new and
 * empty ledger makes of a log whose first events of counters have expired.
 */
@Timeout(120)
class CheckpointCounterexamplesTest {
  private static final int REGISTERS = 0;
  private static final int COUNTERS = 1;
  private static final Partitioner PARTITIONER = Partitioner.countersApart(1, Kinds.standard());
  private static final TimeSource TIME = new Node.SkewedTime(0);
  private static final int STEPS_MAX = 500;

  private final List<KafkaLogSettings> topics = TestKafka.settingsApart(1);
  private final EventLog log =
      new CountersApartLog(
          KafkaEventLog.open(topics.getFirst(), TIME), KafkaEventLog.open(topics.getLast(), TIME));
  private final Views first = new Views(Duration.ZERO);

  /** A ledger and a hot store over the log, and the owners of both partitions. */
  private final class Views implements AutoCloseable {
    final ClusterLedger ledger =
        PostgresLedger.open(
            PostgresSettings.of(TestPostgres.place(TestPostgres.shared()), PARTITIONER), TIME);
    final ClusterHotStore hot =
        new RedisHotStore(
            PARTITIONER, RealCluster.settings(SharedRedis.uris(), RealCluster.Bounds.USUAL), TIME);
    final ClusterProjector registers;
    final ClusterProjector counters;

    private final Duration age;

    /**
     * @param age of counters that get a checkpoint
     */
    Views(Duration age) {
      this.age = age;
      this.registers = owner(REGISTERS);
      this.counters = owner(COUNTERS);
    }

    private ClusterProjector owner(int partition) {
      return new ClusterProjector(
          partition,
          new ClusterProjector.Ports(
              log,
              ledger,
              hot,
              Kinds.standard(),
              TIME,
              new PlaceKeeper(hot, TIME, RealCluster.LONG_TERM),
              PARTITIONER,
              new CheckpointPace(age, 10),
              ProjectionListener.NONE),
          100);
    }

    /** Both owners do all there is to do. */
    void project() {
      for (int round = 0; round < 4; round++) {
        for (ClusterProjector each : List.of(counters, registers)) {
          each.heartbeat();
          for (int i = 0; !get(each.step()).idle(); i++) {
            assertThat(i).as("steps of an owner").isLessThan(STEPS_MAX);
          }
        }
      }
    }

    long views() {
      return Objects.requireNonNull(
              get(ledger.read(List.of(new LedgerQuery(VIEWS, null, true)))).getFirst().counts())
          .get("view");
    }

    @Override
    public void close() {
      hot.close();
      ledger.close();
    }
  }

  @AfterEach
  void close() {
    first.close();
    log.close();
  }

  private List<LedgerCheckpoint> checkpoints() {
    return log.read(REGISTERS, 0, 1_000).stream()
        .<Event>map(record -> ((LogRecord.Readable) record).event())
        .filter(LedgerCheckpoint.class::isInstance)
        .map(LedgerCheckpoint.class::cast)
        .toList();
  }

  private long rebuilt() {
    try (Views second = new Views(Duration.ofDays(1))) {
      second.project();
      return second.views();
    }
  }

  /** Direct +7 is relayed; a checkpoint says 7 at H = 0; a rebuild makes 14 of both. */
  @Test
  void b7CheckpointTwice() throws Exception {
    first.project();
    Node node = new Node(new Node.Shared(PARTITIONER, log, first.hot, first.ledger), 1, 0);
    node.log.cut(true);
    assertThat(added(node.view("u1", 7)).counted()).isTrue();
    first.counters.heartbeat();
    for (int i = 0; checkpoints().isEmpty(); i++) {
      assertThat(i).as("steps of the owner").isLessThan(STEPS_MAX);
      get(first.counters.step());
    }
    assertThat(get(log.endNow(COUNTERS))).as("it was relayed").isEqualTo(1);
    assertThat(first.ledger.position(COUNTERS).h()).as("its copy is not met yet").isZero();
    assertThat(checkpoints()).allSatisfy(each -> assertThat(each.total()).isZero());

    assertThat(rebuilt()).isEqualTo(7);

    first.project();
    assertThat(first.views()).isEqualTo(7);
    assertThat(checkpoints().getLast().total()).as("its copy is met").isEqualTo(7);
    assertThat(node.count(VIDEO, "view")).isEqualTo(7);
    TestKafka.expire(topics.getLast(), 1);
    assertThat(rebuilt()).as("from the checkpoint alone").isEqualTo(7);
  }

  @Test
  void anEmptyLedgerGoesOnFromCheckpointsAndTellsWhatIsLost() throws Exception {
    first.project();
    Node node = new Node(new Node.Shared(PARTITIONER, log, first.hot, first.ledger), 1, 0);
    assertThat(added(node.view("u1", 1)).counted()).isTrue();
    assertThat(added(node.view("u2", 2)).counted()).isTrue();
    first.project();
    assertThat(checkpoints().getLast().covered()).isEqualTo(2);
    assertThat(added(node.view("u3", 4)).counted()).isTrue();
    TestKafka.expire(topics.getLast(), 2);

    assertThat(rebuilt()).isEqualTo(7);

    TestKafka.expire(topics.getLast(), 3);
    assertThatThrownBy(this::rebuilt)
        .hasRootCauseInstanceOf(CorruptionException.class)
        .hasMessageContaining("begins after offset 3");
  }
}
