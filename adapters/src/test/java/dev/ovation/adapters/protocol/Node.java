package dev.ovation.adapters.protocol;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.engine.InteractionService.Summary;
import dev.ovation.core.engine.Ports;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.port.Timer;
import dev.ovation.core.projection.DirectWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node of the cluster, with wires to the engines that a test can cut, and hold calls on. */
final class Node {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int VIEW_ROWS_MAX = 100;
  private static final Timer TIMER =
      (delay, task) ->
          CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(task);

  final LogWire log;
  final HotWire hot;

  /** Where direct writes wait before their transaction begins. */
  final Gate directWrites = new Gate();

  final Engine engine;

  /** What all nodes share. */
  record Shared(Partitioner partitioner, EventLog log, ClusterHotStore hot, ClusterLedger ledger) {}

  /**
   * @param number the clock's, which no other node has
   * @param skewMillis how far its clock is ahead
   */
  Node(Shared shared, int number, long skewMillis) {
    TimeSource time = new SkewedTime(skewMillis);
    log = new LogWire(shared.log());
    hot = new HotWire(shared.hot());
    ClusterHotStore reached = hot.store();
    Executor blocking = task -> Thread.ofVirtual().start(task);
    DirectWriter direct =
        new DirectWriter(
            new DirectWriter.Ports(
                shared.partitioner(),
                shared.ledger(),
                reached,
                Kinds.standard(),
                time,
                TIMER,
                task -> directWrites.pass(() -> blocking.execute(task))),
            new DirectWriter.Settings(10, 10, PATIENCE));
    engine =
        new Engine(
            Kinds.standard(),
            new Ports(
                shared.partitioner(),
                new HybridClock(time, number, 0),
                time,
                TIMER,
                blocking,
                log,
                reached,
                shared.ledger(),
                () -> {},
                new Ports.Cluster(reached, shared.ledger(), direct, PATIENCE)),
            VIEW_ROWS_MAX);
  }

  /** The machine's clocks, one of them set wrong. */
  record SkewedTime(long skewMillis) implements TimeSource {
    @Override
    public long millis() {
      return System.currentTimeMillis() + skewMillis;
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }
  }

  // ---- writing -------------------------------------------------------------------------------

  CompletableFuture<Outcome> like(String actor) {
    return like(RealCluster.VIDEO, actor);
  }

  CompletableFuture<Outcome> like(Target target, String actor) {
    return engine.write(new Command.Set(Interaction.of(target, "like", actor), null, null));
  }

  CompletableFuture<Outcome> unlike(String actor) {
    return engine.write(new Command.Unset(Interaction.of(RealCluster.VIDEO, "like", actor), null));
  }

  CompletableFuture<Outcome> view(String actor, int by) {
    return engine.write(
        new Command.Add(Interaction.of(RealCluster.VIDEO, "view", actor), by, null, null));
  }

  // ---- reading -------------------------------------------------------------------------------

  Reading read(Target target, String actor) {
    return Waiting.get(engine.read(Interaction.of(target, "like", actor)));
  }

  /** What an actor holds of the video's likes; null for nothing. */
  @Nullable String value(String actor) {
    return read(RealCluster.VIDEO, actor).row().value();
  }

  long likes() {
    return count(RealCluster.VIDEO, "like");
  }

  /** A count that has one value, named like its kind. */
  long count(Target target, String kind) {
    Kind asked = Objects.requireNonNull(Kinds.standard().find(kind));
    Summary summary =
        Waiting.get(engine.summaries(List.of(target), List.of(asked), null)).getFirst();
    return switch (summary) {
      case Summary.Known known -> known.counts().getOrDefault(kind, Counts.NONE).get(kind);
      case Summary.Unknown unknown -> throw new AssertionError("not known", unknown.failure());
    };
  }
}
