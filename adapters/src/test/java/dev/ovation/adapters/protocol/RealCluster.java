package dev.ovation.adapters.protocol;

import static dev.ovation.adapters.protocol.Waiting.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.adapters.kafka.KafkaEventLog;
import dev.ovation.adapters.kafka.TestKafka;
import dev.ovation.adapters.postgres.PostgresLedger;
import dev.ovation.adapters.postgres.PostgresSettings;
import dev.ovation.adapters.postgres.TestPostgres;
import dev.ovation.adapters.redis.RedisHotStore;
import dev.ovation.adapters.redis.RedisSettings;
import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.ExplainedCount;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.PlaceTerm;
import dev.ovation.core.projection.Projector.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with one partition over real engines: a namespace of Redis, a schema of PostgreSQL and
 * a topic of Kafka that nobody else has. The owner of the partition takes its steps when the test
 * says so; nodes go on by themselves, but for what the test holds on their wires.
 */
final class RealCluster implements AutoCloseable {
  static final Target VIDEO = new Target("default", "video", "v1");
  static final Target OTHER_VIDEO = new Target("default", "video", "v2");
  static final TargetKind LIKES = new TargetKind(VIDEO, "like");
  static final TargetKind VIEWS = new TargetKind(VIDEO, "view");

  /** A test may hold its owner up for long; no place expires meanwhile. */
  static final PlaceTerm LONG_TERM = new PlaceTerm(Duration.ofMinutes(10), Duration.ofSeconds(1));

  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final int PARTITION = 0;
  private static final int BATCH_EVENTS_MAX = 100;
  private static final int STEPS_MAX = 500;
  private static final TimeSource TIME = new Node.SkewedTime(0);

  final EventLog log;
  final PostgresSettings.Server schema = TestPostgres.place(TestPostgres.shared());
  final ClusterLedger ledger;
  final ClusterHotStore hot;

  /** The owner; tests replace it. */
  ClusterProjector projector;

  private final Node.Shared shared;
  private int nodes;
  private int others;

  /**
   * How much the hot store holds.
   *
   * @param baseBytesMax so little, if wanted, that there is room for one base only
   * @param viewRowsMax rows of one actor's view
   */
  record Bounds(long baseBytesMax, int viewRowsMax) {
    static final Bounds USUAL = new Bounds(1 << 20, 100);
    static final Bounds ONE_BASE = new Bounds(500, 100);
  }

  RealCluster(List<String> redisUris) {
    this(redisUris, Bounds.USUAL);
  }

  /** Opens everything and makes the partition's place. */
  RealCluster(List<String> redisUris, Bounds bounds) {
    Partitioner partitioner = new Partitioner(1);
    hot = new RedisHotStore(partitioner, settings(redisUris, bounds), TIME);
    ledger = PostgresLedger.open(PostgresSettings.of(schema, 1), TIME);
    log = KafkaEventLog.open(TestKafka.settings(1), TIME);
    shared = new Node.Shared(partitioner, log, hot, ledger);
    projector = newOwner();
    project();
  }

  static RedisSettings settings(List<String> uris, Bounds bounds) {
    long bytesMax = 1 << 20;
    return new RedisSettings(
        uris,
        "named" + NAMESPACES.incrementAndGet(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        1_000,
        bounds.baseBytesMax(),
        bytesMax,
        bytesMax,
        bounds.viewRowsMax());
  }

  @Override
  public void close() {
    hot.close();
    ledger.close();
    log.close();
  }

  /** A node whose clock is right. */
  Node node() {
    return node(Duration.ZERO);
  }

  /** A node whose clock is ahead. */
  Node node(Duration ahead) {
    return new Node(shared, ++nodes, ahead.toMillis());
  }

  // ---- the owner -----------------------------------------------------------------------------

  /** A projector that has yet to take the partition over. */
  ClusterProjector newOwner() {
    return newOwner(Kinds.standard());
  }

  /** The same, with kinds that make poison of some events. */
  ClusterProjector newOwner(Kinds kinds) {
    PlaceKeeper keeper = new PlaceKeeper(hot, TIME, LONG_TERM);
    return new ClusterProjector(
        PARTITION,
        new ClusterProjector.Ports(
            log,
            ledger,
            hot,
            kinds,
            TIME,
            keeper,
            new Partitioner(1),
            new CheckpointPace(Duration.ZERO, 10),
            ProjectionListener.NONE),
        BATCH_EVENTS_MAX);
  }

  /** Steps of the owner. */
  void steps(int count) {
    for (int i = 0; i < count; i++) {
      step(projector);
    }
  }

  static Progress step(ClusterProjector owner) {
    return get(owner.step());
  }

  /** The owner projects, up to the end of its transaction: nothing of that is confirmed yet. */
  void commit() {
    long before = n();
    for (int i = 0; n() == before; i++) {
      assertThat(i).as("steps without a commit").isLessThan(STEPS_MAX);
      step(projector);
    }
  }

  /** The owner does all there is to do, its heartbeat included. */
  void project() {
    for (int round = 0; round < 3; round++) {
      projector.heartbeat();
      for (int i = 0; !step(projector).idle(); i++) {
        assertThat(i).as("steps of the owner").isLessThan(STEPS_MAX);
      }
    }
  }

  /** Commits that concern another target, after which confirmed entries are trimmed. */
  void commitsOfOthers() {
    Node node = node();
    for (int i = 0; i < 2; i++) {
      get(node.like(OTHER_VIDEO, "other" + ++others));
      project();
    }
  }

  // ---- the hot store -------------------------------------------------------------------------

  /** Waits until the hot store can be asked again, after its server was replaced. */
  void awaitHotStore() {
    Waiting.until("the hot store answers", () -> Waiting.answers(hot.standing(PARTITION)));
  }

  @Nullable Place place() {
    return Waiting.<@Nullable Place>get(hot.place(PARTITION));
  }

  HotAnswer look(TargetKind targetKind, @Nullable String actor) {
    return get(hot.read(List.of(new HotQuery(targetKind, actor)))).getFirst();
  }

  @Nullable EntryState entry(String actor) {
    return look(LIKES, actor).entry();
  }

  /** Makes a node read an actor's likes until the actor's view is loaded. */
  void loadView(Node node, String actor) {
    Actor who = new Actor(VIDEO.space(), actor);
    assertThat(node.value(actor)).isNull();
    Waiting.until(
        "the view of " + actor + " is loaded", () -> get(hot.readView(who, List.of())).loaded());
  }

  // ---- the ledger ----------------------------------------------------------------------------

  long n() {
    return ledger.position(PARTITION).n();
  }

  private LedgerAnswer ledgerAnswer(TargetKind targetKind, @Nullable String actor) {
    return get(ledger.read(List.of(new LedgerQuery(targetKind, actor, true)))).getFirst();
  }

  Row row(String actor) {
    return ledgerAnswer(LIKES, actor).row();
  }

  /** What a fill of the hot store would read now. */
  BaseSnapshot snapshot(TargetKind targetKind) {
    LedgerAnswer answer = ledgerAnswer(targetKind, null);
    return new BaseSnapshot(
        Objects.requireNonNull(answer.counts()), answer.n(), answer.h(), answer.touchedN());
  }

  List<OutboxRow> outbox() {
    return ledger.transactDirectly(PARTITION, transaction -> transaction.outboxAfter(0));
  }

  /** CountIsRows: the stored count, the rows and what is shown are all this. */
  void assertLikes(Node reader, long expected) {
    long stored = 0;
    long counted = 0;
    for (ExplainedCount count : ledger.explain(VIDEO).counts()) {
      if (count.targetKind().equals(LIKES)) {
        stored += count.stored();
        counted += count.counted();
      }
    }
    assertThat(stored).as("the ledger's count of likes").isEqualTo(expected);
    assertThat(counted).as("the ledger's rows").isEqualTo(expected);
    assertThat(reader.likes()).as("likes that are shown").isEqualTo(expected);
  }

  // ---- the log -------------------------------------------------------------------------------

  void append(Event event) {
    assertThat(Outcome.append(log, event).offset()).isPositive();
  }

  long logEnd() {
    return get(log.endNow(PARTITION));
  }

  /** All events of the log, in its order. */
  List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (LogRecord record : log.read(PARTITION, 0, STEPS_MAX)) {
      events.add(((LogRecord.Readable) record).event());
    }
    return events;
  }
}
