package dev.ovation.core.sim;

import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.consistency.Watcher;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.Ports;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.projection.Projector;
import dev.ovation.core.projection.Purger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One life of the process: engine, projectors and hot store, from its start to its crash. It drains
 * the log into the ledger before its engine takes a call, as the real one does.
 */
final class SimProcess {
  private static final int NODE = 1;

  final int life;
  final MemoryHotStore store;
  private final World world;
  private final EventLog log;
  private final Ledger ledger;
  private final HotStore hot;
  private final List<Driver> drivers = new ArrayList<>();
  private final List<SimPurger> purgers = new ArrayList<>();
  private final @Nullable SimWatcher watcher;
  private final @Nullable SimSweeper sweeper;
  private @Nullable Engine engine;

  /** Drives one partition's projector while there is something to do. */
  private final class Driver {
    final int partition;
    Projector projector;

    /** Steps of a projector that was replaced are not waited for any more. */
    private int generation;

    private boolean stepping;
    private boolean idle;

    Driver(int partition) {
      this.partition = partition;
      this.projector = make();
    }

    private Projector make() {
      return new Projector(
          partition,
          new Projector.Ports(
              log,
              ledger,
              hot,
              world.plan().kindsOfProjector(),
              world.time(),
              watcher == null ? ProjectionListener.NONE : watcher.watcher.listener(),
              world.sweep()),
          world.plan().batchEventsMax());
    }

    void wake() {
      if (!stepping) {
        stepping = true;
        int mine = generation;
        world.scheduler().step(life, "projector steps", () -> step(mine));
      }
    }

    private void step(int mine) {
      if (mine != generation) {
        return;
      }
      CompletableFuture<Projector.Progress> done;
      try {
        done = projector.step();
      } catch (RuntimeException e) {
        stepped(mine, null, e);
        return;
      }
      var _ = done.whenComplete((progress, failure) -> stepped(mine, progress, failure));
    }

    private void stepped(
        int mine, Projector.@Nullable Progress progress, @Nullable Throwable failure) {
      if (mine != generation) {
        return;
      }
      stepping = false;
      if (failure != null) {
        world.failIfUnexpected(failure);
        projector.recover();
      }
      idle = progress != null && progress.idle() && projector.position().h() >= log.end(partition);
      if (idle) {
        becomeReady();
      } else {
        wake();
      }
    }

    /** The projector dies and another takes over; what it was confirming is lost. */
    void replace() {
      generation++;
      stepping = false;
      idle = false;
      projector = make();
      wake();
    }
  }

  SimProcess(World world, int life) {
    this.world = world;
    this.life = life;
    Plan plan = world.plan();
    SimScheduler scheduler = world.scheduler();
    Story story = world.story();
    Parts parts = world.parts();
    this.store = new MemoryHotStore(plan.partitioner(), plan.limits());
    SimEventLog simLog =
        new SimEventLog(
            scheduler,
            story,
            world.logDisk(),
            life,
            new SimEventLog.Behaviour(plan.racing(), world::logFailurePercent, parts.logDefect()));
    this.log = parts.log(simLog);
    this.ledger =
        parts.ledger(
            new SimLedger(scheduler, story, world.ledgerDisk(), life, world::ledgerFailurePercent),
            scheduler);
    this.hot = parts.hot(new SimHotStore(scheduler, story, store, life, plan.distance()));
    this.watcher =
        parts.isWatched()
            ? new SimWatcher(
                new Watcher.Ports(log, hot, world.evidence(), world.time()),
                scheduler,
                life,
                world::failIfUnexpected)
            : null;
    this.sweeper =
        parts.isSwept()
            ? new SimSweeper(
                new Sweeper.Ports(
                    log,
                    hot,
                    ledger,
                    world.evidence(),
                    world.sweeps(),
                    plan.partitioner(),
                    plan.kindsOfEngine(),
                    List::of,
                    world.time()),
                scheduler,
                life,
                SimPurger.AGE_WHERE_SWEPT,
                // Tokens are purged where a day goes by, and as often as chance wants.
                world.plan().jumpsBy() == ClockJumps.A_DAY ? Duration.ZERO : Duration.ofDays(1),
                world::failIfUnexpected)
            : null;
    for (int p = 0; p < plan.partitioner().partitions(); p++) {
      drivers.add(new Driver(p));
      purgers.add(new SimPurger(world, life, p, simLog, new Purger.Ports(log, ledger, hot)));
    }
    drivers.forEach(Driver::wake);
  }

  /** Wakes the projectors that rest although the log has gone on. */
  void wakeIfBehind() {
    for (Driver driver : drivers) {
      if (driver.idle && log.end(driver.partition) > driver.projector.position().h()) {
        driver.idle = false;
        driver.wake();
      }
    }
  }

  /** Lets the purgers go on, if they want to. */
  void purgeNowAndThen() {
    if (engine != null) {
      purgers.forEach(SimPurger::wake);
    }
  }

  /** Lets the watcher go on, if there is one and it wants to. */
  void watchNowAndThen() {
    if (watcher != null) {
      watcher.wake();
    }
  }

  /** Lets the sweeper go on, if there is one and everything is served. */
  void sweepNowAndThen() {
    if (sweeper != null && engine != null) {
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

  /** Lets somebody decide of letters, now and then. */
  void operateNowAndThen() {
    if (engine != null && world.operator().wantsTo()) {
      world.scheduler().step(life, "somebody decides of a letter", this::operate);
    }
  }

  void operate() {
    try {
      world.operator().decide(ledger);
    } catch (RuntimeException e) {
      world.failIfUnexpected(e);
    }
    for (Driver driver : drivers) {
      driver.projector.lookAtLetters();
      driver.idle = false;
      driver.wake();
    }
  }

  /** There may be new cases. */
  void lookAtCases() {
    for (Driver driver : drivers) {
      driver.projector.lookAtCases();
      driver.idle = false;
      driver.wake();
    }
  }

  void replaceProjector(int partition) {
    drivers.get(partition).replace();
  }

  /** Null while the log is being drained. */
  @Nullable Engine engine() {
    return engine;
  }

  boolean isIdle() {
    return engine != null && drivers.stream().allMatch(driver -> driver.idle);
  }

  private void becomeReady() {
    if (engine != null || !drivers.stream().allMatch(driver -> driver.idle)) {
      return;
    }
    long highest = 0;
    for (Driver driver : drivers) {
      highest = Math.max(highest, driver.projector.position().version());
    }
    HybridClock clock =
        new HybridClock(world.time(), NODE, world.parts().clockStartsAbove(highest));
    engine =
        new Engine(
            world.plan().kindsOfEngine(),
            new Ports(
                world.plan().partitioner(),
                clock,
                world.time(),
                world.time().timer(world.scheduler(), life),
                world.scheduler().executor(life, "engine asks the ledger, blocking"),
                log,
                hot,
                ledger,
                () -> {}),
            world.plan().viewRowsMax());
    world.story().tell(null, () -> "process " + life + " is ready");
  }
}
