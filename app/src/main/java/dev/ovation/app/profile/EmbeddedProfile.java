package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.consistency.FindingCases;
import dev.ovation.app.consistency.SweepDesk;
import dev.ovation.app.consistency.Sweeping;
import dev.ovation.app.consistency.Watching;
import dev.ovation.app.export.Exports;
import dev.ovation.app.http.ConsistencyDesk;
import dev.ovation.app.http.DeadLetterDesk;
import dev.ovation.app.job.Jobs;
import dev.ovation.app.job.Singletons;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.app.operation.OperationKind.Slice;
import dev.ovation.app.operation.Turn;
import dev.ovation.app.projection.ProjectionLag;
import dev.ovation.app.projection.ProjectorLoop;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.consistency.Watcher;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.engine.InteractionService.HotTarget;
import dev.ovation.core.engine.Ports;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.memory.MemoryHotStore.Limits;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore.HotStats;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector;
import dev.ovation.core.projection.Purger;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything of a process but its HTTP: SQLite log and ledger, hot store, engine, projector, jobs,
 * meters. It refuses all calls until the ledger has caught up with the log. Thread-safe.
 */
public final class EmbeddedProfile implements Profile {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedProfile.class);
  private static final Duration WATCH_EVERY = Duration.ofMillis(250);

  private final OvationConfig config;
  private final Stores stores;
  private final MemoryHotStore hot;
  private final HybridClock clock;
  private final WriteGate gate = new WriteGate("the ledger is catching up with the log");
  private final Watching watching;
  private final Sweeping sweeping;
  private final ProjectorLoop projector;
  private final ProjectionLag lag = new ProjectionLag();
  private final InteractionService service;
  private final Vitals vitals;
  private final Maintenance maintenance;
  private final LongWork work;
  private final WarmUp warmUp;
  private final Jobs jobs = new Jobs();
  private final EngineThreads threads = new EngineThreads();
  private final CountDownLatch ready = new CountDownLatch(1);
  private boolean closed; // Guarded by this.

  /**
   * Opens the data directory and starts.
   *
   * @throws OvationException when the data cannot be used, saying why and what to do
   */
  public static EmbeddedProfile open(OvationConfig config, MeterRegistry registry) {
    TimeSource time = TimeSource.SYSTEM;
    ProfileMeters meters = new ProfileMeters(registry);
    return start(config, meters, time, SqliteStores.open(config, meters, time));
  }

  /**
   * Starts over stores that are open; they are closed with the profile, or when it cannot start.
   *
   * @throws OvationException when the data cannot be used, saying why and what to do
   */
  static EmbeddedProfile start(
      OvationConfig config, ProfileMeters meters, TimeSource time, Stores stores) {
    try {
      LedgerPositions positions = positions(stores);
      positions.refuseLogThatIsBehind(stores.log(), "Restore both from the same moment");
      EmbeddedProfile profile = new EmbeddedProfile(config, meters, time, stores, positions);
      profile.start();
      return profile;
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  private EmbeddedProfile(
      OvationConfig config,
      ProfileMeters meters,
      TimeSource time,
      Stores stores,
      LedgerPositions positions) {
    this.config = config;
    this.stores = stores;
    EventLog log = stores.log();
    Ledger ledger = stores.ledger();
    Partitioner partitioner = new Partitioner(log.partitions());
    long half = config.hot().bytesMax().bytes() / 2;
    this.hot =
        new MemoryHotStore(
            partitioner,
            new Limits(
                half, half, config.hot().entryBytesMax().bytes(), config.hot().viewRowsMax()));
    this.clock = new HybridClock(time, config.clock().node(), positions.highestVersion());
    this.sweeping =
        new Sweeping(
            config,
            new Sweeper.Ports(
                log,
                hot,
                ledger,
                stores.watch(),
                stores.sweep(),
                partitioner,
                config.kinds(),
                this::hottest,
                time),
            this::lookAtCases,
            meters);
    this.watching =
        new Watching(
            config.consistency(),
            new Watcher.Ports(log, hot, new FindingCases(stores.watch(), sweeping.desk()), time),
            meters);
    List<Projector> projectors = new ArrayList<>();
    for (int p = 0; p < log.partitions(); p++) {
      projectors.add(
          new Projector(
              p,
              new Projector.Ports(
                  log, ledger, hot, config.kinds(), time, watching.listener(), stores.sweep()),
              config.projector().batchEventsMax()));
    }
    this.projector = new ProjectorLoop(log, projectors, config.projector(), meters::projected);
    Ports ports =
        new Ports(
            partitioner,
            clock,
            time,
            threads::after,
            threads.blocking(),
            log,
            hot,
            ledger,
            projector::hurry);
    this.service =
        new GatedService(gate, new Engine(config.kinds(), ports, config.hot().viewRowsMax()));
    LedgerPurging purging =
        LedgerPurging.of(
            config.purge(), new Purger.Ports(log, ledger, hot), log.partitions(), meters);
    this.maintenance = new Maintenance(config, stores, purging, meters);
    this.work =
        new LongWork(
            config,
            new LongWork.Ports(
                stores.operations(), stores.archive(), stores.export(), stores.shelf()),
            service,
            sweeping,
            this::fillHotAnew,
            name -> Turn.always());
    this.warmUp = new WarmUp(service, stores.sweep(), config.kinds(), time, config.hot().warmUp());
    this.vitals = new Vitals(config, stores, hot, projector, lag, clock, watching, sweeping);
    meters.bindLog(log);
    meters.bindHot(hot);
    meters.bindProjector(projector, lag);
    meters.bindLetters(ledger);
    meters.bindDisk(stores::diskFree);
  }

  /** At once: what is not there any more is filled when somebody asks for it. */
  private Slice fillHotAnew(Operation.Progress from) {
    hot.evictAll();
    return Slice.last(
        from.at(1, 1, ""), "counts and views are dropped; each is filled when it is asked for");
  }

  private void start() {
    RoomWatch room = new RoomWatch(config, gate, lag::events, stores::diskFree, () -> null);
    projector.start();
    Thread.ofVirtual().name("readiness").start(this::openWhenDrained);
    jobs.every(
        "watch",
        WATCH_EVERY,
        () -> {
          sampleLag();
          room.look();
        });
    maintenance.schedule(jobs);
    Singletons singletons = Singletons.alone();
    jobs.every("hottest", WarmUp.NOTED_EVERY, warmUp::note);
    watching.schedule(jobs, singletons);
    sweeping.schedule(jobs, singletons);
    work.schedule(jobs, singletons, () -> ready.getCount() == 0);
    watching.start();
  }

  @Override
  public InteractionService service() {
    return service;
  }

  @Override
  public HotStats hotStats() {
    return hot.stats();
  }

  @Override
  public DeadLetterDesk deadLetters() {
    return new LetterDesk(
        stores.ledger(),
        stores.log().partitions(),
        projector::lookAtLetters,
        config.server().requestTimeout().dividedBy(2));
  }

  @Override
  public OperationDesk operations() {
    return work.desk();
  }

  @Override
  public Exports exports() {
    return work.exports(threads.blocking());
  }

  @Override
  public ConsistencyDesk consistency() {
    return new SweepDesk(watching, sweeping, work.desk());
  }

  private void lookAtCases() {
    projector.lookAtCases();
  }

  private List<TargetKind> hottest() {
    return service.hottest(Sweeping.HOTTEST).stream().map(HotTarget::targetKind).toList();
  }

  @Override
  public Map<String, Supplier<Health>> checks() {
    return vitals.checks();
  }

  @Override
  public void awaitReady() throws InterruptedException {
    ready.await();
  }

  /** Finishes, flushes and closes, in the order in which the parts depend on each other. */
  @Override
  public void close() {
    close(config.server().shutdownGrace());
  }

  @Override
  public synchronized void close(Duration patience) {
    if (closed) {
      return;
    }
    closed = true;
    gate.close();
    jobs.close();
    warmUp.stop();
    work.close();
    projector.close(patience);
    watching.close();
    threads.close();
    stores.close();
    LOG.info("stopped");
  }

  private void openWhenDrained() {
    try {
      projector.awaitDrained();
      // Events that were waiting may be newer than anything the ledger had.
      clock.observe(positions(stores).highestVersion());
      gate.open();
      ready.countDown();
      warmUp.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sampleLag() {
    long projected = projector.position();
    lag.sample(ProfileMeters.end(stores.log()), projected, System.nanoTime());
  }

  private static LedgerPositions positions(Stores stores) {
    return LedgerPositions.of(stores.ledger(), stores.log().partitions());
  }
}
