package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.DirectWriter;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.PlaceTerm;
import dev.ovation.core.sim.hot.HotServers;
import dev.ovation.core.sim.hot.ScriptedHotStore;
import dev.ovation.core.sim.hot.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong with checkpoints of counters, by name, and how a ledger comes back from them. */
class CheckpointCounterexamplesTest {
  private static final int REGISTERS = 0;
  private static final int COUNTERS = 1;
  private static final Partitioner PARTITIONER = Partitioner.countersApart(1, Kinds.standard());
  private static final Target VIDEO = new Target("default", "video", "v1");
  private static final TargetKind VIEWS = new TargetKind(VIDEO, "view");

  private final Story story = new Story(false);
  private final SimTime time = new SimTime();
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private final SimBroker broker = new SimBroker(PARTITIONER, scheduler, story, () -> 0);
  private final SimClusterDisk disk =
      new SimClusterDisk(PARTITIONER, time, new SimLeases(time), Set.of());
  private final ClusterLedger ledger =
      new SimClusterLedger(scheduler, story, disk, SimScheduler.OUTSIDE, () -> 0);
  private final ClusterHotStore hot =
      new ScriptedHotStore(
          PARTITIONER,
          new HotServers(1, ClusterScript.USUAL, Set.of(), () -> time.nanos() / 1_000_000),
          Wire.NONE);
  private final EventLog log = broker.client(SimScheduler.OUTSIDE);
  private final PlaceKeeper keeper = new PlaceKeeper(hot, time, PlaceTerm.STANDARD);
  private final ClusterProjector registers = owner(REGISTERS);
  private final ClusterProjector counters = owner(COUNTERS);
  private int versions;

  private ClusterProjector owner(int partition) {
    return new ClusterProjector(
        partition,
        new ClusterProjector.Ports(
            log,
            ledger,
            hot,
            Kinds.standard(),
            time,
            keeper,
            PARTITIONER,
            new CheckpointPace(Duration.ZERO, 10),
            ProjectionListener.NONE),
        100);
  }

  @BeforeEach
  void makePlaces() {
    project();
  }

  private boolean step(ClusterProjector projector) {
    var step = projector.step();
    scheduler.runAll();
    return step.join().idle();
  }

  /** Until there is nothing to do for either. */
  private void project() {
    for (int round = 0; round < 4; round++) {
      for (ClusterProjector each : List.of(counters, registers)) {
        each.heartbeat();
        untilIdle(each);
      }
    }
  }

  private void untilIdle(ClusterProjector projector) {
    int steps = 0;
    while (!step(projector)) {
      assertThat(++steps).isLessThan(200);
    }
  }

  private CounterEvent view(int by) {
    long version = Version.atMillis(time.millis(), 0) + ++versions * (1L << 10);
    return new CounterEvent(Interaction.of(VIDEO, "view", "u1"), by, null, version, time.millis());
  }

  private void append(Event event) {
    append(log, event);
  }

  private void append(EventLog to, Event event) {
    CompletableFuture<Long> outcome = new CompletableFuture<>();
    to.append(
        event,
        new EventLog.AppendCallback() {
          @Override
          public void durable(long offset) {
            outcome.complete(offset);
          }

          @Override
          public void failed(OvationException failure) {
            outcome.completeExceptionally(failure);
          }
        });
    scheduler.runAll();
    assertThat(outcome).isCompleted();
  }

  private void writeDirectly(CounterEvent event) {
    DirectWriter direct =
        new DirectWriter(
            new DirectWriter.Ports(
                PARTITIONER,
                ledger,
                hot,
                Kinds.standard(),
                time,
                time.timer(scheduler, SimScheduler.OUTSIDE),
                Runnable::run),
            new DirectWriter.Settings(10, 10, Duration.ofSeconds(1)));
    var committed = direct.write(event);
    scheduler.runAll();
    assertThat(committed.join().changed()).isTrue();
  }

  private long total(SimClusterDisk of) {
    return of.ledger().now(VIEWS).countsOf(VIEWS).get("view");
  }

  private List<LedgerCheckpoint> checkpoints() {
    return broker.events(REGISTERS).stream()
        .filter(LedgerCheckpoint.class::isInstance)
        .map(LedgerCheckpoint.class::cast)
        .toList();
  }

  private SimClusterDisk rebuilt(long expired) {
    return new RebuiltLedger(
            new SimScheduler(7, story),
            story,
            new KeptLog(broker, Map.of(COUNTERS, expired)),
            PARTITIONER,
            Kinds.standard())
        .projected();
  }

  @Test
  void b7CheckpointTwiceLeavesOutWhatIsInTheOutbox() {
    writeDirectly(view(7));
    counters.heartbeat();
    int steps = 0;
    while (checkpoints().isEmpty()) {
      step(counters);
      assertThat(++steps).isLessThan(20);
    }
    assertThat(broker.end(COUNTERS)).as("it was relayed").isEqualTo(1);
    assertThat(disk.ledger().now(COUNTERS).position().h()).as("and is not met").isZero();
    assertThat(checkpoints()).allSatisfy(each -> assertThat(each.total()).isZero());

    assertThat(total(rebuilt(0))).isEqualTo(7);

    project();
    assertThat(checkpoints().getLast().total()).as("now it is met").isEqualTo(7);
    assertThat(total(rebuilt(0))).isEqualTo(7);
    assertThat(total(rebuilt(1))).as("its record has expired").isEqualTo(7);
  }

  @Test
  void anOldOwnersLateCheckpointDoesNotStayTheLast() {
    append(view(1));
    project();
    LedgerCheckpoint old = checkpoints().getLast();
    append(view(2));
    project();
    LedgerCheckpoint newest = checkpoints().getLast();

    append(old);
    project();

    assertThat(newest.isNewerThan(old)).isTrue();
    assertThat(checkpoints().getLast()).isEqualTo(newest);
    assertThat(total(rebuilt(2))).isEqualTo(3);
  }

  @Test
  void whatCameAfterTheCheckpointsIsCountedOnce() {
    append(view(1));
    append(view(2));
    project();
    append(view(4));
    CounterEvent repeated = view(8);
    append(repeated);
    append(repeated);

    assertThat(total(rebuilt(2))).isEqualTo(15);
    assertThat(total(rebuilt(0))).as("nothing has expired").isEqualTo(15);
  }

  @Test
  void commitNumbersGoOnSoThatNewCheckpointsWin() {
    append(view(1));
    append(view(2));
    project();

    SimClusterDisk rebuilt = rebuilt(2);

    assertThat(rebuilt.ledger().now(COUNTERS).position().n())
        .isGreaterThanOrEqualTo(checkpoints().getLast().n());
  }

  @Test
  void eventsThatExpiredWithoutACheckpointAreDamage() {
    append(view(1));
    project();
    append(view(2));

    assertThatThrownBy(() -> rebuilt(2))
        .hasCauseInstanceOf(CorruptionException.class)
        .hasMessageContaining(
            "begins after offset 2, but checkpoints hold its events only up to 1");
  }

  @Test
  void eventsThatExpiredBeforeThereWasAnyCheckpointAreDamage() {
    append(view(1));

    assertThatThrownBy(() -> rebuilt(1)).hasCauseInstanceOf(CorruptionException.class);
  }

  @Test
  void aCounterEventAmongRegistersIsParked() {
    SimBroker one = new SimBroker(new Partitioner(1), scheduler, story, () -> 0);
    append(one.client(SimScheduler.OUTSIDE), view(1));
    ClusterProjector misled =
        new ClusterProjector(
            REGISTERS,
            new ClusterProjector.Ports(
                one.client(SimScheduler.OUTSIDE),
                ledger,
                hot,
                Kinds.standard(),
                time,
                keeper,
                PARTITIONER,
                new CheckpointPace(Duration.ZERO, 10),
                ProjectionListener.NONE),
            100);
    untilIdle(misled);

    assertThat(ledger.deadLetters(REGISTERS, 10)).hasSize(1);
    assertThat(total(disk)).isZero();
  }
}
