package dev.ovation.bench;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.Version;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector.Progress;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast a backlog drains into a ledger: appends events to a real log, then projects them all,
 * each partition by a thread of its own, and prints the rate of every part, so that it is seen
 * whether it gets slower as rows pile up.
 */
final class ProjectorBench {
  private static final int IN_FLIGHT_MAX = 20_000;

  private final Plan plan;
  private final EventLog log;
  private final List<Steps> projectors;
  private final TimeSource time;
  private final PrintStream out;

  /**
   * What to project.
   *
   * @param events how many in all
   * @param report after how many to print a line
   * @param next who likes what, asked by one thread
   */
  record Plan(int events, int report, Supplier<Interaction> next) {
    /** Each event is by any of some actors, on any of some targets. */
    static Plan atRandom(int events, int report, int actors, int targets, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      return new Plan(
          events,
          report,
          () -> {
            int target = random.nextInt(targets);
            return like(target, random.nextInt(actors));
          });
    }

    static Interaction like(int target, int actor) {
      return Interaction.of(
          new Target("default", "video", Integer.toString(target)), "like", "u" + actor);
    }
  }

  /** The projector of one partition, whatever it projects into. */
  @FunctionalInterface
  interface Steps {
    CompletableFuture<Progress> step();
  }

  /**
   * @param projectors one for each partition of the log, in their order
   */
  ProjectorBench(
      Plan plan, EventLog log, List<Steps> projectors, TimeSource time, PrintStream out) {
    this.plan = plan;
    this.log = log;
    this.projectors = List.copyOf(projectors);
    this.time = time;
    this.out = out;
  }

  /** Runs it; all parts are printed. */
  void run() throws InterruptedException {
    // Before there is anything to project, so that a hot store has its places and is confirmed to.
    projectors.forEach(projector -> drain(projector, new Meter(Integer.MAX_VALUE)));
    append();
    Meter meter = new Meter(plan.report());
    try (ExecutorService threads = Executors.newFixedThreadPool(projectors.size())) {
      List<Future<?>> parts = new ArrayList<>();
      for (Steps projector : projectors) {
        parts.add(threads.submit(() -> drain(projector, meter)));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("projecting failed", e);
    }
    meter.end();
  }

  private void append() throws InterruptedException {
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
      Interaction interaction = plan.next().get();
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

  private static void drain(Steps projector, Meter meter) {
    for (Progress step = projector.step().join(); !step.idle(); step = projector.step().join()) {
      meter.add(step.projected());
    }
  }

  private static double rate(int events, long sinceNanos) {
    return events / ((System.nanoTime() - sinceNanos) / 1e9);
  }

  /** Prints a line whenever so many more events are projected, by all threads together. */
  private final class Meter {
    private final int report;
    private final long start = System.nanoTime();
    // Guarded by this.
    private long partStart = start;
    private int part;
    private int done;

    Meter(int report) {
      this.report = report;
    }

    synchronized void add(int projected) {
      done += projected;
      part += projected;
      if (part >= report) {
        out.printf("projected  %,10d events, %,8.0f/s%n", done, rate(part, partStart));
        part = 0;
        partStart = System.nanoTime();
      }
    }

    synchronized void end() {
      out.printf("in all     %,10d events, %,8.0f/s%n", done, rate(done, start));
    }
  }
}
