package dev.ovation.app.profile;

import dev.ovation.adapters.guard.GuardedLedger;
import dev.ovation.app.config.ClusterConfig.Role;
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
import dev.ovation.app.operation.LeasedTurn;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.app.operation.PlacesAnew;
import dev.ovation.app.operation.Turn;
import dev.ovation.app.projection.ClusterProjection;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.consistency.Watcher;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.engine.InteractionService.HotTarget;
import dev.ovation.core.engine.NearReads;
import dev.ovation.core.engine.Ports;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore.HotStats;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.PartitionOwnership;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.DirectWriter;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.PlaceTerm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A node whose engines have been reached. Thread-safe. */
final class ClusterNode {
  /** A write that waits to become visible is answered before its request times out. */
  private static final double PATIENCE_OF_TIMEOUT = 0.8;

  private static final int DIRECT_EVENTS_MAX = 1_000;
  private static final int DIRECT_WAITING_MAX = 10_000;
  private static final Duration DIRECT_PATIENCE_MIN = Duration.ofSeconds(1);
  private static final Duration WATCH_EVERY = Duration.ofMillis(250);
  private static final Duration CLOCK_EVERY = Duration.ofSeconds(10);

  private final EngineSet engines;
  private final PartitionOwnership ownership;
  private final NodeLease lease;
  private final HybridClock clock;
  private final ClockCheck clockCheck;
  private final NearReads near;
  private final PlaceKeeper keeper;
  private final Watching watching;
  private final Sweeping sweeping;
  private final ClusterProjection projection;
  private final ClusterLag lag;
  private final CheckpointWatch checkpoints;
  private final InteractionService service;
  private final ClusterVitals vitals;
  private final LongWork work;
  private final WarmUp warmUp;
  private final Singletons singletons;
  private final Jobs jobs = new Jobs();
  private final EngineThreads threads = new EngineThreads();
  private final ExecutorService direct;

  /** The engines, all of them open. */
  record EngineSet(
      EventLog log,
      ClusterHotStore hot,
      GuardedLedger ledger,
      ConsistencyLedger watch,
      SweepLedger sweep) {
    void close() {
      try (ledger;
          hot;
          log) {
        // The log first: what it still tells needs the others.
      }
    }
  }

  /**
   * Reaches the engines, one after the other, and starts.
   *
   * @throws OvationException when something must be put right first
   */
  static ClusterNode open(
      OvationConfig config, ProfileMeters meters, TimeSource time, WriteGate gate, Opening opening)
      throws InterruptedException {
    ClusterStores stores = new ClusterStores(config, time);
    GuardedLedger ledger = opening.open("PostgreSQL", stores::openLedger);
    EventLog log = null;
    ClusterHotStore hot = null;
    try {
      log = opening.open("Kafka", stores::openLog);
      hot = stores.hotStore();
      EngineSet engines = new EngineSet(log, hot, ledger, stores.watch(), stores.sweep());
      HotStoreCheck.refuseUnfit(hot, log.partitions());
      LedgerPositions positions =
          opening.open("PostgreSQL", () -> new LedgerPositions(ledger.positions().join()));
      EventLog opened = log;
      opening.open(
          "Kafka",
          () -> {
            positions.refuseLogThatIsBehind(
                opened,
                "Name the right kafka.topic-prefix or postgres.schema, or begin with new ones");
            return opened;
          });
      NodeLease lease =
          opening.open(
              "a node number from PostgreSQL",
              () -> new NodeLease(ledger, time, NodeName.of(config.cluster().nodeName())));
      ClockCheck clockCheck =
          opening.open(
              "the time from PostgreSQL", () -> ClockCheck.measured(time, ledger::nowMillis));
      return new ClusterNode(
          config, meters, time, gate, engines, stores, lease, clockCheck, positions);
    } catch (InterruptedException | RuntimeException e) {
      if (hot != null) {
        hot.close();
      }
      if (log != null) {
        log.close();
      }
      ledger.close();
      throw e;
    }
  }

  private ClusterNode(
      OvationConfig config,
      ProfileMeters meters,
      TimeSource time,
      WriteGate gate,
      EngineSet engines,
      ClusterStores stores,
      NodeLease lease,
      ClockCheck clockCheck,
      LedgerPositions positions) {
    this.engines = engines;
    this.ownership = stores.ownership();
    this.lease = lease;
    this.clock = new HybridClock(time, lease.number(), positions.highestVersion());
    this.singletons = Singletons.shared(engines.ledger(), lease.holder(), time);
    this.clockCheck = clockCheck;
    this.lag = new ClusterLag(engines.log(), engines.ledger());
    Duration retention = config.cluster().kafka().countersRetention();
    this.checkpoints = new CheckpointWatch(engines.ledger().checkpoints()::behind, retention);
    this.near = new NearReads(NearReads.Settings.standard(), time);
    this.keeper = new PlaceKeeper(engines.hot(), time, PlaceTerm.STANDARD);
    this.sweeping =
        new Sweeping(
            config,
            new Sweeper.Ports(
                engines.log(),
                engines.hot(),
                engines.ledger(),
                engines.watch(),
                engines.sweep(),
                stores.partitioner(),
                config.kinds(),
                this::hottest,
                time),
            // Owners look for cases by themselves, with each heartbeat.
            () -> {},
            meters);
    this.watching =
        new Watching(
            config.consistency(),
            new Watcher.Ports(
                engines.log(),
                engines.hot(),
                new FindingCases(engines.watch(), sweeping.desk()),
                time),
            meters);
    this.projection =
        new ClusterProjection(
            config,
            new ClusterProjector.Ports(
                engines.log(),
                engines.ledger(),
                engines.hot(),
                config.kinds(),
                time,
                keeper,
                stores.partitioner(),
                CheckpointPace.of(retention),
                watching.listener(),
                engines.sweep()),
            meters::projected);
    // Each of them holds a connection for as long as its transaction lasts.
    this.direct =
        Executors.newFixedThreadPool(
            config.cluster().postgres().writersMax(), Thread.ofVirtual().factory());
    this.service =
        new Engine(
            config.kinds(), ports(config, stores.partitioner(), time), config.hot().viewRowsMax());
    // Other nodes only note what is to be done.
    Turn.Giver turns =
        config.cluster().roles().contains(Role.CONSISTENCY)
            ? LeasedTurn.giver(engines.ledger(), lease.holder(), LeasedTurn.Term.OPERATION, time)
            : name -> null;
    this.work =
        new LongWork(
            config,
            new LongWork.Ports(
                stores.operations(), stores.archive(), stores.export(), stores.shelf()),
            service,
            sweeping,
            new PlacesAnew(engines.hot(), engines.log().partitions()),
            turns);
    this.warmUp = new WarmUp(service, engines.sweep(), config.kinds(), time, config.hot().warmUp());
    this.vitals =
        new ClusterVitals(
            config,
            engines,
            ownership,
            projection,
            lag.lag(),
            checkpoints,
            clock,
            clockCheck,
            lease,
            watching,
            sweeping);
    meters.bindLog(engines.log());
    meters.bindHot(engines.hot());
    meters.bindGuards(engines.ledger().breakers(), near);
    meters.bindProjector(projection, lag.lag());
    meters.bindLetters(engines.ledger());
    meters.bindCheckpoints(checkpoints);
    start(config, gate, meters);
  }

  private Ports ports(OvationConfig config, Partitioner partitioner, TimeSource time) {
    Duration patience =
        Duration.ofMillis(
            (long) (config.server().requestTimeout().toMillis() * PATIENCE_OF_TIMEOUT));
    DirectWriter directWriter =
        new DirectWriter(
            new DirectWriter.Ports(
                partitioner,
                engines.ledger(),
                engines.hot(),
                config.kinds(),
                time,
                threads::after,
                direct),
            new DirectWriter.Settings(
                DIRECT_EVENTS_MAX, DIRECT_WAITING_MAX, patienceAfterAppend(config)));
    return new Ports(
        partitioner,
        clock,
        time,
        threads::after,
        threads.blocking(),
        engines.log(),
        engines.hot(),
        engines.ledger(),
        projection::hurry,
        new Ports.Cluster(engines.hot(), engines.ledger(), directWriter, patience, near));
  }

  /** A write that the log did not answer has waited for that already. */
  private static Duration patienceAfterAppend(OvationConfig config) {
    Duration left =
        config.server().requestTimeout().minus(config.cluster().kafka().appendTimeout());
    Duration patience = left.minusSeconds(1);
    return patience.compareTo(DIRECT_PATIENCE_MIN) < 0 ? DIRECT_PATIENCE_MIN : patience;
  }

  private void start(OvationConfig config, WriteGate gate, ProfileMeters meters) {
    RoomWatch room =
        new RoomWatch(config, gate, lag.lag()::events, () -> Long.MAX_VALUE, this::hindrance);
    jobs.every(
        "watch",
        WATCH_EVERY,
        () -> {
          lag.sample();
          room.look();
          // Keeps the answer fresh that health will want: asking is what asks the servers.
          var _ = engines.hot().check();
        });
    // Where nothing takes long: what is late here lets places expire.
    threads.every(PlaceTerm.STANDARD.ttl().dividedBy(4), keeper::renew);
    jobs.every("checkpoint watch", CheckpointWatch.EVERY, checkpoints::sample);
    jobs.every("node number", NodeLease.RENEWAL, () -> lease.renew(clock));
    jobs.every("clock", CLOCK_EVERY, clockCheck::measure);
    if (config.cluster().roles().contains(Role.CONSISTENCY)) {
      new PurgeJob(config, engines, singletons, meters).schedule(jobs);
      watching.schedule(jobs, singletons);
      sweeping.schedule(jobs, singletons);
      work.schedule(jobs, singletons, () -> true);
    }
    if (config.cluster().roles().contains(Role.API)) {
      jobs.every("hottest", WarmUp.NOTED_EVERY, warmUp::note);
      Thread.ofVirtual().name("warm-up").start(warmUp::run);
    }
    if (config.cluster().roles().contains(Role.PROJECTOR)) {
      // It watches what this node projects, so it is of use where something is projected.
      watching.start();
      ownership.start(projection);
    }
  }

  /** What this node is asked for most; others know of others. */
  private List<TargetKind> hottest() {
    return service.hottest(Sweeping.HOTTEST).stream().map(HotTarget::targetKind).toList();
  }

  private WriteGate.@Nullable NoRoom hindrance() {
    return lease.isHeld()
        ? clockCheck.hindrance()
        : new WriteGate.NoRoom(
            ErrorCode.LEDGER_UNAVAILABLE,
            "this node's number has expired, because PostgreSQL could not be reached for "
                + NodeLease.TTL.toMinutes()
                + " minutes; another is taken as soon as it can be");
  }

  InteractionService service() {
    return service;
  }

  Health check(String name) {
    return vitals.check(name);
  }

  HotStats hotStats() {
    return engines.hot().stats();
  }

  ConsistencyDesk consistency() {
    return new SweepDesk(watching, sweeping, work.desk());
  }

  Exports exports() {
    return work.exports(threads.blocking());
  }

  OperationDesk operations() {
    return work.desk();
  }

  /** Whoever owns a letter's partition looks at decisions once a second. */
  DeadLetterDesk deadLetters(Duration patience) {
    return new LetterDesk(
        engines.ledger(), engines.log().partitions(), projection::hurry, patience);
  }

  /** Gives back partitions, number and what one node at a time does, then closes the engines. */
  void close(Duration patience) {
    jobs.close();
    singletons.close();
    warmUp.stop();
    work.close();
    ownership.close();
    projection.close(patience);
    watching.close();
    lease.release();
    direct.shutdown();
    threads.close();
    engines.close();
  }
}
