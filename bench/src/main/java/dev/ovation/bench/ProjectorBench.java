package dev.ovation.bench;

import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LedgerSettings;
import dev.ovation.adapters.sqlite.LogObserver;
import dev.ovation.adapters.sqlite.LogSettings;
import dev.ovation.adapters.sqlite.SqliteEventLog;
import dev.ovation.adapters.sqlite.SqliteLedger;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.Version;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.projection.Projector;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How fast a backlog drains into the ledger: appends events of random actors and targets to a real
 * log, then projects them all, and prints the rate of every part, so that it is seen whether it
 * gets slower as rows pile up.
 */
final class ProjectorBench {
  private static final int IN_FLIGHT_MAX = 20_000;

  private final Plan plan;
  private final PrintStream out;

  /**
   * What to project.
   *
   * @param events how many in all
   * @param report after how many to print a line
   */
  record Plan(
      Path directory, int events, int report, int actors, int targets, int batch, long seed) {}

  ProjectorBench(Plan plan, PrintStream out) {
    this.plan = plan;
    this.out = out;
  }

  /** Runs it and returns the rate over the last part, in events a second. */
  double run() throws InterruptedException {
    SystemTime time = new SystemTime();
    try (DataDirectory directory = DataDirectory.open(plan.directory());
        SqliteEventLog log =
            SqliteEventLog.open(directory, LogSettings.defaults(), new LogObserver() {}, time);
        SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults())) {
      append(log, time);
      MemoryHotStore hot =
          new MemoryHotStore(
              new Partitioner(1),
              new MemoryHotStore.Limits(64L << 20, 64L << 20, 1L << 40, 10_000));
      Projector projector =
          new Projector(
              0, new Projector.Ports(log, ledger, hot, Kinds.standard(), time), plan.batch());
      return drain(projector);
    }
  }

  private void append(SqliteEventLog log, SystemTime time) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(plan.seed());
    HybridClock clock = new HybridClock(time, 0, Version.NONE);
    Semaphore room = new Semaphore(IN_FLIGHT_MAX);
    CountDownLatch durable = new CountDownLatch(plan.events());
    AtomicReference<@Nullable OvationException> failure = new AtomicReference<>();
    AppendCallback callback =
        new AppendCallback() {
          @Override
          public void durable(long offset) {
            room.release();
            durable.countDown();
          }

          @Override
          public void failed(OvationException why) {
            failure.set(why);
            room.release();
            durable.countDown();
          }
        };
    long start = System.nanoTime();
    for (int i = 0; i < plan.events(); i++) {
      Target target =
          new Target("default", "video", Integer.toString(random.nextInt(plan.targets())));
      Interaction interaction = Interaction.of(target, "like", "u" + random.nextInt(plan.actors()));
      long version = clock.next(Version.NONE);
      room.acquire();
      log.append(
          new RegisterEvent(interaction, "like", version, Version.millis(version)), callback);
    }
    durable.await();
    OvationException why = failure.get();
    if (why != null) {
      throw why;
    }
    out.printf("appended   %,10d events, %,8.0f/s%n", plan.events(), rate(plan.events(), start));
  }

  private double drain(Projector projector) {
    long start = System.nanoTime();
    long partStart = start;
    int done = 0;
    int part = 0;
    double last = 0;
    for (var step = projector.step().join(); !step.idle(); step = projector.step().join()) {
      done += step.projected();
      part += step.projected();
      if (part >= plan.report()) {
        last = rate(part, partStart);
        out.printf("projected  %,10d events, %,8.0f/s%n", done, last);
        part = 0;
        partStart = System.nanoTime();
      }
    }
    out.printf("in all     %,10d events, %,8.0f/s%n", done, rate(done, start));
    return last;
  }

  private static double rate(int events, long sinceNanos) {
    return events / ((System.nanoTime() - sinceNanos) / 1e9);
  }
}
