package dev.ovation.app.projection;

import dev.ovation.app.config.OvationConfig.ProjectorConfig;
import dev.ovation.app.job.Backoff;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.projection.Projector;
import dev.ovation.core.projection.Projector.Progress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the projectors of all partitions on one platform thread: its work is the ledger's writer,
 * which blocks. After a failure it waits, longer each time and at random, and starts over from what
 * ledger and hot store say.
 */
public final class ProjectorLoop implements Projection, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectorLoop.class);

  /** Targets, views, place. */
  private static final int CONFIRM_STEPS = 3;

  /** How often a full batch is looked for while events gather. */
  private static final long LOOK_NANOS = 10_000_000;

  /** Far more than a turn takes: finding its place, projecting, confirming. */
  private static final int STEPS_MAX = 20;

  /** A repair takes many steps; for so long a partition goes on with them in one turn. */
  private static final long REPAIR_NANOS = 50_000_000;

  private final EventLog log;
  private final List<Projector> projectors;
  private final ProjectorConfig config;
  private final Backoff pauses;
  private final LongConsumer commitNanos;
  private final Thread thread;
  private final CountDownLatch drained = new CountDownLatch(1);
  private final AtomicReference<@Nullable String> failing = new AtomicReference<>();
  private final ProjectionFigures figures = new ProjectionFigures();
  private volatile boolean closing;
  private volatile boolean hurried;
  private volatile boolean lettersDue;
  private volatile boolean casesDue;
  private volatile long position;

  /**
   * @param projectors one a partition, in the order of the partitions
   * @param commitNanos told how long each batch took, from reading the log to the commit
   */
  public ProjectorLoop(
      EventLog log, List<Projector> projectors, ProjectorConfig config, LongConsumer commitNanos) {
    this.log = log;
    this.commitNanos = commitNanos;
    this.projectors = List.copyOf(projectors);
    this.config = config;
    this.pauses = new Backoff(config.retryDelayMin(), config.retryDelayMax());
    this.thread = Thread.ofPlatform().name("projector").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Waits until the ledger has, once, had all that the log held. */
  public void awaitDrained() throws InterruptedException {
    drained.await();
  }

  @Override
  public @Nullable String failing() {
    return failing.get();
  }

  /** How far the ledger is, summed over the partitions. */
  public long position() {
    return position;
  }

  @Override
  public ProjectionFigures figures() {
    return figures;
  }

  /** Finishes what the log holds, but not for longer than told. */
  public void close(Duration patience) {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(patience)) {
        LOG.warn("the ledger did not catch up before the stop; it will after the next start");
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  private void run() {
    int failed = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        boolean idle = round();
        failed = 0;
        failing.set(null);
        if (idle) {
          drained.countDown();
          if (closing) {
            return;
          }
        }
        linger();
      } catch (RuntimeException e) {
        Throwable cause = OvationException.causeOf(e);
        figures.failed();
        failing.set(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        LOG.warn("projection failed {} times in a row, trying again", failed + 1, cause);
        projectors.forEach(Projector::recover);
        if (closing) {
          return;
        }
        LockSupport.parkNanos(pauses.after(failed++).toNanos());
      }
    }
  }

  /** Gives each partition a turn; true when none had anything to do. */
  private boolean round() {
    boolean idle = true;
    long sum = 0;
    boolean letters = lettersDue;
    lettersDue = false;
    boolean cases = casesDue;
    casesDue = false;
    for (Projector projector : projectors) {
      if (letters) {
        projector.lookAtLetters();
      }
      if (cases) {
        projector.lookAtCases();
      }
      idle &= turn(projector);
      sum += projector.position().h();
    }
    position = sum;
    return idle;
  }

  /** Steps until one batch is committed and confirmed; true when there was none. */
  private boolean turn(Projector projector) {
    boolean idle = true;
    int steps = STEPS_MAX;
    long started = System.nanoTime();
    while (steps-- > 0 || (projector.isRepairing() && System.nanoTime() - started < REPAIR_NANOS)) {
      long began = System.nanoTime();
      // The in-process hot store's futures are complete, so this waits for the ledger only.
      Progress progress = projector.step().join();
      if (progress.idle()) {
        break;
      }
      if (progress.projected() > 0) {
        idle = false;
        commitNanos.accept(System.nanoTime() - began);
        steps = CONFIRM_STEPS;
      }
      figures.add(progress);
    }
    return idle;
  }

  /**
   * Lets events gather, unless there is a full batch, or somebody waits for the ledger, or the
   * process starts or stops. The more events share a transaction the less each of them costs,
   * because a page that several of them change is written once.
   */
  private void linger() {
    long until = System.nanoTime() + config.linger().toNanos();
    while (!hurried
        && !closing
        && drained.getCount() == 0
        && projectors.stream().noneMatch(Projector::isRepairing)
        && waiting() < config.batchEventsMax()
        && until - System.nanoTime() > 0) {
      LockSupport.parkNanos(Math.min(LOOK_NANOS, config.linger().toNanos()));
    }
    hurried = false;
  }

  private long waiting() {
    long waiting = 0;
    for (int p = 0; p < projectors.size(); p++) {
      waiting = Math.max(waiting, log.end(p) - projectors.get(p).position().h());
    }
    return waiting;
  }

  /** Asks for decisions on dead letters to be carried out. */
  public void lookAtLetters() {
    lettersDue = true;
    hurry();
  }

  /** Asks for cases to be mended. */
  public void lookAtCases() {
    casesDue = true;
    hurry();
  }

  /** Asks for what the log holds now to be projected without letting more of it gather. */
  public void hurry() {
    if (!hurried) {
      hurried = true;
      LockSupport.unpark(thread);
    }
  }
}
