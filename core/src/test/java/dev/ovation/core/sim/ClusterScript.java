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
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.port.Timer;
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

  private static final Partitioner PARTITIONER = new Partitioner(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LIFE = 1;
  private static final int STEPS_MAX = 500;

  final SimTime time = new SimTime();
  final Story story = new Story(false);
  final SimScheduler scheduler = new SimScheduler(1, story);
  final SimBroker broker = new SimBroker(PARTITIONER, scheduler, story, () -> 0);
  final SimClusterDisk disk = new SimClusterDisk(PARTITIONER, new SimLeases(time), Set.of());
  final HotServers servers =
      new HotServers(
          2,
          new HotServers.Bounds(1_000_000, 1_000_000, 1_000_000, 100),
          Set.of(),
          () -> time.nanos() / 1_000_000);
  final ClusterHotStore hot = new ScriptedHotStore(PARTITIONER, servers, Wire.NONE);
  final SimClusterLedger ledger = new SimClusterLedger(scheduler, story, disk, LIFE, () -> 0);
  private final EventLog log = broker.client(LIFE);
  private final ClusterHotStore reached = new ScriptedHotStore(PARTITIONER, servers, wire());
  PlaceKeeper keeper = new PlaceKeeper(reached, time, PlaceTerm.STANDARD);
  private boolean hotAway;
  ClusterProjector projector = newOwner();
  private int nodes;

  ClusterScript() {
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

    Node(long skewMillis) {
      TimeSource skewed =
          new TimeSource() {
            @Override
            public long millis() {
              return time.millis() + skewMillis;
            }

            @Override
            public long nanos() {
              return time.nanos();
            }
          };
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

    CompletableFuture<Outcome> like(String actor) {
      return engine.write(new Command.Set(Interaction.of(VIDEO, "like", actor), null, null));
    }

    CompletableFuture<Outcome> unlike(String actor) {
      return engine.write(new Command.Unset(Interaction.of(VIDEO, "like", actor), null));
    }

    CompletableFuture<Outcome> view(String actor, int by) {
      return engine.write(new Command.Add(Interaction.of(VIDEO, "view", actor), by, null, null));
    }

    Reading read(String actor) {
      return answer(engine.read(Interaction.of(VIDEO, "like", actor)));
    }

    @Nullable String value(String actor) {
      return read(actor).row().value();
    }
  }

  Node node(long skewMillis) {
    return new Node(skewMillis);
  }

  /** A projector that has yet to take the partition over. */
  ClusterProjector newOwner() {
    keeper = new PlaceKeeper(reached, time, PlaceTerm.STANDARD);
    return new ClusterProjector(
        0, new ClusterProjector.Ports(log, ledger, reached, Kinds.standard(), time, keeper), 100);
  }

  /** The server that the partition is on starts again, empty. */
  void forget() {
    servers.server(0).restartEmpty();
  }

  /** From now on nobody reaches the hot store, or everybody again. It keeps what it holds. */
  void hotGoesAway(boolean isAway) {
    hotAway = isAway;
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

  LedgerState ledgerState() {
    return disk.ledger().now(0);
  }

  Counts ledgerCounts(String kind) {
    return ledgerState().countsOf(new TargetKind(VIDEO, kind));
  }
}
