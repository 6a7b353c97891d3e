package dev.ovation.core.sim;

import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.consistency.Watcher;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.NearReads;
import dev.ovation.core.engine.Ports;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.DirectPath;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.PartitionOwnership;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.Timer;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.DirectWriter;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.Projector.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One life of a node: its engine, and a projector for each partition that it believes to own. */
final class SimNode implements PartitionOwnership.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  final int life;
  final Engine engine;
  private final ClusterWorld world;
  private final EventLog log;
  private final ClusterLedger ledger;
  private final ClusterHotStore hot;
  private final SimClock clock;
  private final PlaceKeeper keeper;
  private final @Nullable SimWatcher watcher;
  private final @Nullable SimSweeper sweeper;
  private final Map<Integer, Driver> drivers = new HashMap<>();

  /** Drives one partition's projector while there is something to do. */
  private final class Driver {
    final int partition;
    final ClusterProjector projector;
    boolean stepping;
    boolean idle;

    /** It rests although there is something to project: it waits for another partition. */
    boolean waits;

    boolean gone;

    Driver(int partition) {
      this.partition = partition;
      this.projector =
          new ClusterProjector(
              partition,
              new ClusterProjector.Ports(
                  log,
                  ledger,
                  hot,
                  world.plan().kindsOfProjector(),
                  clock,
                  keeper,
                  world.plan().partitioner(),
                  world.plan().pace(),
                  watcher == null ? ProjectionListener.NONE : watcher.watcher.listener(),
                  world.sweep()),
              world.plan().batchEventsMax());
    }

    void wake() {
      if (!stepping && !gone) {
        stepping = true;
        idle = false;
        world.scheduler().step(life, "projector steps", this::step);
      }
    }

    private void step() {
      var _ = projector.step().whenComplete(this::stepped);
    }

    private void stepped(@Nullable Progress progress, @Nullable Throwable failure) {
      stepping = false;
      if (failure != null) {
        world.failIfUnexpected(failure);
        gone |= ErrorCodes.of(failure) == ErrorCode.FENCED;
        projector.recover();
      }
      idle = gone || (progress != null && progress.idle());
      waits = idle && log.end(partition) > projector.position().h();
      if (!idle) {
        wake();
      }
    }

    void heartbeat() {
      if (!gone) {
        projector.heartbeat();
        wake();
      }
    }
  }

  SimNode(ClusterWorld world, int life, int number, long skewMillis) {
    this.world = world;
    this.life = life;
    ClusterPlan plan = world.plan();
    SimScheduler scheduler = world.scheduler();
    this.clock = new SimClock(world.time(), skewMillis);
    this.log = world.parts().log(world.broker().client(life));
    this.ledger =
        new SimClusterLedger(
            scheduler, world.story(), world.disk(), life, world::ledgerFailurePercent);
    this.hot = world.parts().hot(world.hotStore(life));
    this.keeper = new PlaceKeeper(hot, clock, plan.term());
    this.watcher =
        world.parts().isWatched()
            ? new SimWatcher(
                new Watcher.Ports(log, hot, world.evidence(), clock),
                scheduler,
                life,
                world::failIfUnexpected)
            : null;
    this.sweeper =
        world.parts().isSwept()
            ? new SimSweeper(
                new Sweeper.Ports(
                    log,
                    hot,
                    ledger,
                    world.evidence(),
                    world.sweeps(),
                    plan.partitioner(),
                    Kinds.standard(),
                    List::of,
                    clock),
                scheduler,
                life,
                Duration.ofDays(1), // Nobody purges here.
                Duration.ofDays(1),
                world::failIfUnexpected)
            : null;
    Timer timer = world.time().timer(scheduler, life);
    Executor blocking = scheduler.executor(life, "blocking");
    HybridClock versions = new HybridClock(clock, number, world.highestVersion());
    DirectPath direct =
        new DirectWriter(
            new DirectWriter.Ports(
                plan.partitioner(), ledger, hot, plan.kindsOfProjector(), clock, timer, blocking),
            new DirectWriter.Settings(2, 100, PATIENCE));
    this.engine =
        new Engine(
            Kinds.standard(),
            new Ports(
                plan.partitioner(),
                versions,
                clock,
                timer,
                blocking,
                log,
                hot,
                ledger,
                () -> {},
                new Ports.Cluster(
                    hot,
                    ledger,
                    world.parts().direct(direct, versions),
                    PATIENCE,
                    plan.near() ? world.parts().near(NearReads.Settings.standard(), clock) : null)),
            plan.bounds().viewRowsMax());
  }

  @Override
  public void assigned(int partition) {
    Driver driver = new Driver(partition);
    drivers.put(partition, driver);
    driver.wake();
  }

  @Override
  public void revoked(int partition) {
    Driver driver = drivers.remove(partition);
    if (driver != null) {
      driver.gone = true;
      keeper.release(partition);
    }
  }

  /** Wakes projectors that rest although the log has gone on. */
  void wakeIfBehind() {
    for (Driver driver : drivers.values()) {
      if (driver.idle
          && !driver.waits
          && log.end(driver.partition) > driver.projector.position().h()) {
        driver.wake();
      }
    }
  }

  void heartbeat() {
    drivers.values().forEach(Driver::heartbeat);
  }

  /** Lets the watcher go on, if there is one and it wants to. */
  void watchNowAndThen() {
    if (watcher != null) {
      watcher.wake();
    }
  }

  /** Lets the sweeper go on, if there is one. */
  void sweepNowAndThen() {
    if (sweeper != null) {
      sweeper.wake();
    }
  }

  /** Lets the sweeper end what it is at, then go over everything once. */
  void finishSweeping() {
    if (sweeper != null) {
      sweeper.finish(world.time());
    }
  }

  /** Lets the watcher look for everything until the last window. */
  void finishWatching() {
    if (watcher != null) {
      watcher.finish(world.time());
    }
  }

  /** Somebody asks this node, which need not own the partition, to decide of a letter. */
  void operate() {
    world
        .scheduler()
        .step(
            life,
            "somebody decides of a letter",
            () -> {
              try {
                world.operator().decide(ledger);
              } catch (RuntimeException e) {
                world.failIfUnexpected(e);
              }
            });
  }

  /** Sets its wall clock forward, or back when negative. */
  void jump(Duration by) {
    clock.jump(by);
  }

  /** Keepers have a beat of their own. */
  void renew() {
    keeper.renew();
  }
}
