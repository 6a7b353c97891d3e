package dev.ovation.app.profile;

import dev.ovation.adapters.guard.Breaker;
import dev.ovation.app.consistency.ConsistencyMeters;
import dev.ovation.app.consistency.SweepMeters;
import dev.ovation.app.consistency.WatcherMeters;
import dev.ovation.app.projection.Projection;
import dev.ovation.app.projection.ProjectionFigures;
import dev.ovation.app.projection.ProjectionLag;
import dev.ovation.core.consistency.SweepTotals;
import dev.ovation.core.consistency.Totals;
import dev.ovation.core.engine.NearReads;
import dev.ovation.core.port.DeadLetters;
import dev.ovation.core.port.DeadLetters.LetterFigures;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The figures of a running process. They form an equation: events accepted = projected + waiting,
 * and parked events are among the projected ones.
 */
final class ProfileMeters implements ConsistencyMeters {
  private final MeterRegistry registry;
  private final Timer commit;
  private final Timer ledgerCommit;
  private final DistributionSummary batchEvents;
  private final DistributionSummary batchBytes;
  private final Counter failedEvents;
  private final Counter purgedTokens;
  private final Counter purgedTombstones;
  private final Counter verifiedBytes;
  private final AtomicInteger queueDepth = new AtomicInteger();
  private final AtomicInteger damagedPartitions = new AtomicInteger();

  /** The registry keeps only weak references to what it asks. */
  private final List<Object> sources = new ArrayList<>();

  ProfileMeters(MeterRegistry registry) {
    this.registry = registry;
    this.commit =
        Timer.builder("ovation.log.commit")
            .description("Group commits of the log, fsync included")
            .publishPercentileHistogram()
            .register(registry);
    this.ledgerCommit =
        Timer.builder("ovation.ledger.commit")
            .description("Batches of the projector, from reading the log to the ledger's commit")
            .publishPercentileHistogram()
            .register(registry);
    this.batchEvents =
        DistributionSummary.builder("ovation.log.batch.events")
            .description("Events that shared one commit of the log")
            .register(registry);
    this.batchBytes =
        DistributionSummary.builder("ovation.log.batch")
            .description("Size of the commits of the log")
            .baseUnit("bytes")
            .register(registry);
    this.failedEvents =
        Counter.builder("ovation.log.failed")
            .description("Events whose commit failed; their callers were told")
            .register(registry);
    this.purgedTokens = purged(registry, "tokens");
    this.purgedTombstones = purged(registry, "tombstones");
    this.verifiedBytes =
        Counter.builder("ovation.log.verified")
            .description("How much of the log was verified in the background")
            .baseUnit("bytes")
            .register(registry);
    Gauge.builder("ovation.log.damaged.partitions", damagedPartitions, AtomicInteger::get)
        .description("Partitions of the log in which verification found damage")
        .register(registry);
    Gauge.builder("ovation.log.queue.depth", queueDepth, AtomicInteger::get)
        .description("Events that waited for the disk at the last commit")
        .register(registry);
  }

  private static Counter purged(MeterRegistry registry, String rows) {
    return Counter.builder("ovation.ledger.purged")
        .tag("rows", rows)
        .description("Rows that the ledger has forgotten because nothing can need them")
        .register(registry);
  }

  /** A slice of a purge is committed. */
  void purged(int tokens, int tombstones) {
    purgedTokens.increment(tokens);
    purgedTombstones.increment(tombstones);
  }

  /** A part of the log is verified. */
  void verified(long bytes, int damaged) {
    verifiedBytes.increment((double) bytes);
    damagedPartitions.set(damaged);
  }

  /** A group commit of the log is durable. */
  void committed(int events, long bytes, long commitNanos, int depth) {
    commit.record(commitNanos, TimeUnit.NANOSECONDS);
    batchEvents.record(events);
    batchBytes.record((double) bytes);
    queueDepth.set(depth);
  }

  /** A group commit of the log failed. */
  void failed(int events) {
    failedEvents.increment(events);
  }

  /** A batch is committed to the ledger. */
  void projected(long nanos) {
    ledgerCommit.record(nanos, TimeUnit.NANOSECONDS);
  }

  void bindLog(EventLog log) {
    Gauge.builder("ovation.log.end", log, ProfileMeters::end)
        .description("Offset of the last durable event, summed over the partitions")
        .register(registry);
  }

  void bindProjector(Projection projection, ProjectionLag lag) {
    Gauge.builder("ovation.projection.lag.events", lag, ProjectionLag::events)
        .description("Events that wait for the ledger")
        .register(registry);
    Gauge.builder(
            "ovation.projection.lag", lag, each -> each.age(System.nanoTime()).toMillis() / 1e3)
        .description("How long the oldest event that waits for the ledger has waited")
        .baseUnit("seconds")
        .register(registry);
    ProjectionFigures figures = projection.figures();
    counter("ovation.projection.events", "Events projected", figures, ProjectionFigures::projected);
    counter(
        "ovation.projection.parked",
        "Events that went to the dead letters",
        figures,
        ProjectionFigures::parked);
    counter(
        "ovation.deadletters.retried",
        "Dead letters whose event was applied after all",
        figures,
        ProjectionFigures::retried);
    counter(
        "ovation.deadletters.dropped",
        "Dead letters that were given up",
        figures,
        ProjectionFigures::dropped);
    counter("ovation.projection.failures", "Failed tries", figures, ProjectionFigures::failures);
  }

  void bindLetters(DeadLetters ledger) {
    Supplier<LetterFigures> figures = new Briefly<>(ledger::letterFigures);
    sources.add(figures);
    gauge(
        "ovation.deadletters.parked",
        "Dead letters that are parked in the ledger",
        figures,
        f -> f.get().parked());
    gauge(
        "ovation.deadletters.decided",
        "Of these, letters whose decision waits to be carried out",
        figures,
        f -> f.get().decided());
    Gauge.builder("ovation.deadletters.age", figures, f -> LetterCheck.ageSeconds(f.get()))
        .description("How long the oldest of them has been parked")
        .baseUnit("seconds")
        .register(registry);
  }

  void bindCheckpoints(CheckpointWatch checkpoints) {
    Gauge.builder("ovation.checkpoints.behind", checkpoints, each -> each.behind().toMillis() / 1e3)
        .description("How long the counter that changed first has waited for its checkpoint")
        .baseUnit("seconds")
        .register(registry);
  }

  void bindHot(HotStore hot) {
    Supplier<HotStore.HotStats> stats = new Briefly<>(hot::stats);
    sources.add(stats);
    counter("ovation.hot.hits", "Looks answered from memory", stats, s -> s.get().hits());
    counter("ovation.hot.misses", "Looks that needed the ledger", stats, s -> s.get().misses());
    counter("ovation.hot.evictions", "Counts and views dropped", stats, s -> s.get().evictions());
    gauge("ovation.hot.bases", "Counts held", stats, s -> s.get().bases());
    gauge("ovation.hot.entries", "Entries held", stats, s -> s.get().entries());
    gauge("ovation.hot.views", "Actors' views held", stats, s -> s.get().views());
    Gauge.builder("ovation.hot.size", stats, s -> s.get().bytes())
        .description("Estimated heap of counts and views")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("ovation.hot.entry.size", stats, s -> s.get().entryBytes())
        .description("Estimated heap of what the ledger does not have yet")
        .baseUnit("bytes")
        .register(registry);
  }

  /** What stands between a node and its engines. */
  void bindGuards(List<Breaker> breakers, NearReads near) {
    sources.addAll(breakers);
    sources.add(near);
    GuardMeters.bind(registry, breakers);
    GuardMeters.bind(registry, near);
  }

  /** What a watcher finds. */
  @Override
  public void bindWatcher(Totals totals, List<Duration> windows) {
    sources.add(totals);
    WatcherMeters.bind(registry, totals, windows);
  }

  @Override
  public void bindSweeper(SweepTotals totals, LongSupplier held) {
    sources.add(totals);
    sources.add(held);
    SweepMeters.bind(registry, totals, held);
  }

  void bindDisk(Supplier<Long> freeBytes) {
    sources.add(freeBytes);
    Gauge.builder("ovation.disk.free", freeBytes, Supplier::get)
        .description("Space left on the disk of the data directory")
        .baseUnit("bytes")
        .register(registry);
  }

  static long end(EventLog log) {
    long sum = 0;
    for (int p = 0; p < log.partitions(); p++) {
      sum += log.end(p);
    }
    return sum;
  }

  private <T> void counter(
      String name, String description, T source, java.util.function.ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, source, value).description(description).register(registry);
  }

  private <T> void gauge(
      String name, String description, T source, java.util.function.ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(description).register(registry);
  }
}
