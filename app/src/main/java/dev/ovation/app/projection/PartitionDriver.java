package dev.ovation.app.projection;

import dev.ovation.app.config.OvationConfig.ProjectorConfig;
import dev.ovation.app.job.Backoff;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.Projector.Progress;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the projector of one partition on a virtual thread of its own, for as long as this node
 * owns it. After a failure it waits, longer each time and at random. If another node has taken the
 * partition over, it waits likewise and takes it back, unless it is stopped first: the ledger
 * decides who may commit, but only who hands out partitions knows who shall.
 */
final class PartitionDriver {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionDriver.class);

  /** Looks after place and outbox, and for what others wrote, once in this time. */
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How often a full batch is looked for while events gather, and events while there are none. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Far more than a turn takes: taking over, finding its place, making one, projecting. */
  private static final int STEPS_MAX = 50;

  /** A repair takes many steps; for so long a partition goes on with them in one turn. */
  private static final long REPAIR_NANOS = 50_000_000;

  /** Targets, views, place. */
  private static final int CONFIRM_STEPS = 3;

  private final int partition;
  private final EventLog log;
  private final Supplier<ClusterProjector> projectors;
  private final Semaphore turns;
  private final ProjectorConfig config;
  private final int batchEventsMax;
  private final Backoff pauses;
  private final Observer observer;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean hurried;
  private ClusterProjector projector; // Used by the thread only, as is what follows.
  private long heartbeatNanos;

  /** Whether the last turn left repairs that can go on. */
  private boolean repairing;

  /** Is told what drivers do. Thread-safe. */
  interface Observer {
    /** A step did something. */
    void stepped(Progress progress, long nanos);

    /** A try failed. */
    void failed(int partition, String why);

    /** A turn went well. */
    void worked(int partition);
  }

  /**
   * @param projectors makes a projector that has not taken the partition over yet
   * @param turns how many partitions may be in a turn at a time, because each needs a connection
   */
  PartitionDriver(
      int partition,
      EventLog log,
      Supplier<ClusterProjector> projectors,
      Semaphore turns,
      ProjectorConfig config,
      int batchEventsMax,
      Observer observer) {
    this.partition = partition;
    this.log = log;
    this.projectors = projectors;
    this.turns = turns;
    this.config = config;
    this.batchEventsMax = batchEventsMax;
    this.pauses = new Backoff(config.retryDelayMin(), config.retryDelayMax());
    this.observer = observer;
    this.projector = projectors.get();
    this.thread = Thread.ofVirtual().name("projector " + partition).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Asks it to end after its turn. Does not wait. */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  /** Waits for the end that {@link #stop} asked for; what takes longer is cut off. */
  void join(Duration patience) throws InterruptedException {
    if (!thread.join(patience)) {
      thread.interrupt();
      thread.join();
    }
  }

  /** Asks for what is there to be projected without letting more of it gather. */
  void hurry() {
    if (!hurried) {
      hurried = true;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    int failed = 0;
    while (!stopping) {
      try {
        turn();
        failed = 0;
        observer.worked(partition);
        gather();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (Thread.interrupted()) {
          return;
        }
        recover(e, failed);
        pause(failed++);
      }
    }
  }

  private void recover(RuntimeException e, int failedBefore) {
    Throwable cause = OvationException.causeOf(e);
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    observer.failed(partition, why);
    if (cause instanceof OvationException known) {
      LOG.warn(
          "projecting partition {} failed {} times in a row, trying again: {}",
          partition,
          failedBefore + 1,
          why);
      if (known.code() == ErrorCode.FENCED) {
        projector = projectors.get();
        return;
      }
    } else {
      LOG.warn("projecting partition {} failed, trying again", partition, cause);
    }
    projector.recover();
  }

  /** Steps until one batch is committed and confirmed, or there is nothing to do. */
  private void turn() throws InterruptedException {
    if (System.nanoTime() - heartbeatNanos >= HEARTBEAT_NANOS) {
      heartbeatNanos = System.nanoTime();
      projector.heartbeat();
    }
    turns.acquire();
    try {
      int steps = STEPS_MAX;
      long started = System.nanoTime();
      while (steps-- > 0
          || (projector.isRepairing() && System.nanoTime() - started < REPAIR_NANOS)) {
        long began = System.nanoTime();
        Progress progress = projector.step().join();
        repairing = projector.isRepairing() && !progress.idle();
        if (progress.idle()) {
          return;
        }
        observer.stepped(progress, System.nanoTime() - began);
        if (progress.projected() > 0) {
          steps = CONFIRM_STEPS;
        }
      }
    } finally {
      turns.release();
    }
  }

  /**
   * Lets events gather, unless there is a full batch or somebody waits for the ledger. The more
   * events share a transaction the less each of them costs.
   */
  private void gather() {
    long began = System.nanoTime();
    while (!stopping) {
      long now = System.nanoTime();
      long waiting = log.end(partition) - projector.position().h();
      boolean gathered = hurried || now - began >= config.linger().toNanos();
      if (waiting >= batchEventsMax
          || repairing
          || (waiting > 0 && gathered)
          || now - heartbeatNanos >= HEARTBEAT_NANOS) {
        break;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    hurried = false;
  }

  private void pause(int failed) {
    long until = System.nanoTime() + pauses.after(failed).toNanos();
    while (!stopping && until - System.nanoTime() > 0) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }
}
