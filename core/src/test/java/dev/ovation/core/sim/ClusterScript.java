package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.engine.Ports;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.port.Timer;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.DirectWriter;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.PlaceTerm;
import dev.ovation.core.projection.Projector.Progress;
import dev.ovation.core.sim.hot.HotServers;
import dev.ovation.core.sim.hot.ScriptedHotStore;
import dev.ovation.core.sim.hot.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of a cluster with one partition, moved step by step by a test. The hot store answers at
 * once; log and ledger take their steps when told: "log takes", "log answers", "ledger reads",
 * "ledger answers", and "blocking" for a direct write.
 */
final class ClusterScript {
  static final Target VIDEO = new Target("default", "video", "v1");
  static final TargetKind LIKES = new TargetKind(VIDEO, "like");
  static final Target OTHER_VIDEO = new Target("default", "video", "v2");

  /** Looking into the ledger, for a row that the slot can't tell. */
  static final String[] LEDGER_LOOK = {"ledger reads", "ledger answers"};

  static final HotServers.Bounds USUAL =
      new HotServers.Bounds(1_000_000, 1_000_000, 1_000_000, 100);

  /** Room for the base of one target with one value. */
  static final HotServers.Bounds ONE_BASE = new HotServers.Bounds(500, 1_000_000, 1_000_000, 100);

  static final HotServers.Bounds ONE_ROW_VIEWS =
      new HotServers.Bounds(1_000_000, 1_000_000, 1_000_000, 1);

  private static final Partitioner PARTITIONER = new Partitioner(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LIFE = 1;
  private static final CheckpointPace PACE = new CheckpointPace(Duration.ZERO, 10);
  private static final int STEPS_MAX = 500;

  final SimTime time = new SimTime();
  final Story story = new Story(false);
  final SimScheduler scheduler = new SimScheduler(1, story);
  final SimBroker broker = new SimBroker(PARTITIONER, scheduler, story, () -> 0);
  final SimClusterDisk disk = new SimClusterDisk(PARTITIONER, time, new SimLeases(time), Set.of());
  final HotServers servers;
  final ClusterHotStore hot;
  final SimClusterLedger ledger =
      new SimClusterLedger(scheduler, story, disk, LIFE, () -> ledgerFailurePercent());
  private final EventLog log = broker.client(LIFE);
  private final ClusterHotStore reached;
  PlaceKeeper keeper;
  private boolean hotAway;
  private boolean ledgerAway;
  ClusterProjector projector;
  private int nodes;
  private int others;

  ClusterScript() {
    this(USUAL);
  }

  ClusterScript(HotServers.Bounds bounds) {
    servers = new HotServers(2, bounds, Set.of(), () -> time.nanos() / 1_000_000);
    hot = new ScriptedHotStore(PARTITIONER, servers, Wire.NONE);
    reached = new ScriptedHotStore(PARTITIONER, servers, wire());
    keeper = new PlaceKeeper(reached, time, PlaceTerm.STANDARD);
    projector = newOwner(Kinds.standard());
    project();
  }

  private Wire wire() {
    return new Wire() {
      @Override
      public <T extends @Nullable Object> CompletableFuture<T> send(
          int server, String what, Object about, Supplier<T> script) {
        return hotAway
            ? CompletableFuture.failedFuture(
                new OvationException(ErrorCode.HOT_STORE_UNAVAILABLE, "it is away"))
            : Wire.NONE.send(server, what, about, script);
      }
    };
  }

  /** A node, and the wire by which it reaches the hot store, which can be cut. */
  final class Node {
    final Engine engine;
    private boolean cut;
    private @Nullable String lastCall;

    Node(long skewMillis) {
      TimeSource skewed = new SimClock(time, skewMillis);
      ClusterHotStore reached = new ScriptedHotStore(PARTITIONER, servers, wire());
      Timer timer = time.timer(scheduler, LIFE);
      DirectWriter direct =
          new DirectWriter(
              new DirectWriter.Ports(
                  PARTITIONER,
                  ledger,
                  reached,
                  Kinds.standard(),
                  skewed,
                  timer,
                  scheduler.executor(LIFE, "blocking")),
              new DirectWriter.Settings(10, 10, PATIENCE));
      this.engine =
          new Engine(
              Kinds.standard(),
              new Ports(
                  PARTITIONER,
                  new HybridClock(skewed, ++nodes, 0),
                  skewed,
                  timer,
                  scheduler.executor(LIFE, "blocking"),
                  log,
                  reached,
                  ledger,
                  () -> {},
                  new Ports.Cluster(reached, ledger, direct, PATIENCE)),
              100);
    }

    private Wire wire() {
      return new Wire() {
        @Override
        public <T extends @Nullable Object> CompletableFuture<T> send(
            int server, String what, Object about, Supplier<T> script) {
          if (what.equals(lastCall)) {
            cut = true;
          }
          return cut
              ? new CompletableFuture<>()
              : ClusterScript.this.wire().send(server, what, about, script);
        }
      };
    }

    /** From now on no call of this node gets to the hot store, nor any answer back. */
    void cutOff() {
      cut = true;
    }

    /** The same as soon as it makes this call, which gets lost. */
    void cutOffAt(String call) {
      lastCall = call;
    }

    CompletableFuture<Outcome> like(String actor) {
      return like(VIDEO, actor);
    }

    CompletableFuture<Outcome> like(Target target, String actor) {
      return engine.write(new Command.Set(Interaction.of(target, "like", actor), null, null));
    }

    CompletableFuture<Outcome> unlike(String actor) {
      return engine.write(new Command.Unset(Interaction.of(VIDEO, "like", actor), null));
    }

    CompletableFuture<Outcome> view(String actor, int by) {
      return view(actor, by, null);
    }

    CompletableFuture<Outcome> view(String actor, int by, @Nullable String token) {
      return engine.write(new Command.Add(Interaction.of(VIDEO, "view", actor), by, token, null));
    }

    Reading read(String actor) {
      return answer(engine.read(Interaction.of(VIDEO, "like", actor)));
    }

    @Nullable String value(String actor) {
      return read(actor).row().value();
    }

    /** The likes that a reader is told. */
    long likes() {
      return Objects.requireNonNull(read("nobody").counts()).get("like");
    }
  }

  Node node(long skewMillis) {
    return new Node(skewMillis);
  }

  /** A projector that has yet to take the partition over. */
  ClusterProjector newOwner() {
    return newOwner(Kinds.standard());
  }

  /** The same, with kinds that make poison of some events. */
  ClusterProjector newOwner(Kinds kinds) {
    keeper = new PlaceKeeper(reached, time, PlaceTerm.STANDARD);
    return new ClusterProjector(
        0,
        new ClusterProjector.Ports(
            log, ledger, reached, kinds, time, keeper, PARTITIONER, PACE, ProjectionListener.NONE),
        100);
  }

  /** The server that the partition is on starts again, empty. */
  void forget() {
    servers.server(0).restartEmpty();
  }

  /** From now on nobody reaches the hot store, or everybody again. It keeps what it holds. */
  void hotGoesAway(boolean isAway) {
    hotAway = isAway;
  }

  /** From now on nobody reaches the ledger, or everybody again. */
  void ledgerGoesAway(boolean isAway) {
    ledgerAway = isAway;
  }

  private int ledgerFailurePercent() {
    return ledgerAway ? 100 : 0;
  }

  // ---- steps ---------------------------------------------------------------------------------

  /** The oldest steps of these kinds, one after the other. */
  void next(String... whats) {
    for (String what : whats) {
      scheduler.runNext(what, false);
    }
  }

  /** The youngest step of a kind. */
  void last(String what) {
    scheduler.runNext(what, true);
  }

  /** One step of a projector; where it asks the log, the log answers. */
  Progress step(ClusterProjector owner) {
    CompletableFuture<Progress> step = owner.step();
    for (int i = 0; i < STEPS_MAX && !step.isDone(); i++) {
      for (String what :
          List.of("log tells its end", "log answers its end", "log takes", "log answers")) {
        if (!step.isDone() && scheduler.has(what)) {
          last(what);
        }
      }
    }
    return step.join();
  }

  /** The owner projects, up to the end of its transaction: nothing of that is confirmed yet. */
  void commit() {
    long before = ledgerState().position().n();
    for (int i = 0; ledgerState().position().n() == before; i++) {
      assertThat(i).as("steps without a commit").isLessThan(STEPS_MAX);
      step(projector);
    }
  }

  /** Steps of the owner. */
  void steps(int count) {
    for (int i = 0; i < count; i++) {
      step(projector);
    }
  }

  /** Commits that concern another target, after which confirmed entries are trimmed. */
  void commitsOfOthers() {
    Node other = node(0);
    for (int i = 0; i < 2; i++) {
      CompletableFuture<Outcome> like = other.like(OTHER_VIDEO, "other" + ++others);
      next(LEDGER_LOOK);
      last("log takes");
      last("log answers");
      assertThat(like).isDone();
      project();
    }
  }

  /** Where there is room for one base only, another target takes it. */
  void evictLikes() {
    TargetKind others = new TargetKind(OTHER_VIDEO, "like");
    hot.fillBase(others, snapshot(others)).join();
    assertThat(look("nobody").counts()).as("the base of likes").isNull();
  }

  /** The owner does all there is to do, its heartbeat included. */
  void project() {
    for (int round = 0; round < 3; round++) {
      projector.heartbeat();
      int steps = 0;
      while (!step(projector).idle()) {
        assertThat(++steps).as("steps of the projector").isLessThan(STEPS_MAX);
      }
    }
  }

  /** The answer of a call, letting everything but the projector go on. */
  <T> T answer(CompletableFuture<T> call) {
    while (!call.isDone()) {
      assertThat(scheduler.runOne()).as("something is left to do").isTrue();
    }
    return call.join();
  }

  Outcome.Written written(CompletableFuture<Outcome> call) {
    return (Outcome.Written) answer(call);
  }

  // ---- state ---------------------------------------------------------------------------------

  @Nullable Place place() {
    return hot.place(0).join();
  }

  HotAnswer look(String actor) {
    return hot.read(List.of(new HotQuery(LIKES, actor))).join().getFirst();
  }

  /** What a fill of the hot store would read now. */
  BaseSnapshot snapshot(TargetKind targetKind) {
    LedgerPosition at = ledgerState().position();
    return new BaseSnapshot(ledgerState().countsOf(targetKind), at.n(), at.h(), at.n());
  }

  LedgerState ledgerState() {
    return disk.ledger().now(0);
  }

  Counts ledgerCounts(String kind) {
    return ledgerState().countsOf(new TargetKind(VIDEO, kind));
  }
}
