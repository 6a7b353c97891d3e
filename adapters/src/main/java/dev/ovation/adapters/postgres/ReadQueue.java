package dev.ovation.adapters.postgres;

import dev.ovation.adapters.postgres.ReadLane.Batch;
import dev.ovation.adapters.postgres.ReadLane.Task;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Point reads for callers that must not block: a bounded queue with a lane for each form of read,
 * drained by a few threads. What arrives during one round trip to the server is answered by the
 * next together, so the more there is to do, the less each costs. Half of the threads at the most
 * are at the lane of those that read many rows, after what else they took, so that a read of one
 * row does not wait for one of ten thousand. A read that has waited for longer than its deadline is
 * failed without being asked, so that a server that is down does not make the queue a line of the
 * dead. Futures complete on the reading threads. Thread-safe.
 */
final class ReadQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadQueue.class);
  private static final int DRAIN_WEIGHT_MAX = 1024;
  private static final Duration PROBE_AFTER = Duration.ofSeconds(1);

  private final Connections connections;
  private final List<ReadLane<?, ?>> lanes;
  private final ReadLane<?, ?> bulk;
  private final int bulksAtOnce;
  private final Contact contact;
  private final TimeSource time;
  private final Duration deadline;
  private final int weightMax;
  private final List<Thread> threads = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock, as are the lanes.
  private long weight;
  private int bulksUnderWay;
  private boolean closed;

  /**
   * @param lanes of reads of few rows, and of nobody else; with the bulk all that will be asked
   * @param bulk the lane of reads of many rows
   */
  ReadQueue(
      Connections connections,
      List<ReadLane<?, ?>> lanes,
      ReadLane<?, ?> bulk,
      Contact contact,
      TimeSource time,
      PostgresSettings settings) {
    this.connections = connections;
    this.lanes = List.copyOf(lanes);
    this.bulk = bulk;
    this.bulksAtOnce = Math.max(1, settings.bounds().readersCount() / 2);
    this.contact = contact;
    this.time = time;
    this.deadline = settings.deadlines().read();
    this.weightMax = settings.bounds().readQueueMax();
    for (int i = 0; i < settings.bounds().readersCount(); i++) {
      threads.add(Thread.ofPlatform().name("ledger reader " + i).daemon().start(this::run));
    }
  }

  /** Answers questions, in their order, from one snapshot. */
  <Q, A> CompletableFuture<List<A>> ask(ReadLane<Q, A> lane, List<Q> questions) {
    Task<Q, A> task = lane.task(questions, time.nanos());
    OvationException refusal = offer(lane, task);
    if (refusal != null) {
      task.future().completeExceptionally(refusal);
    }
    return task.future();
  }

  private <Q, A> @Nullable OvationException offer(ReadLane<Q, A> lane, Task<Q, A> task) {
    lock.lock();
    try {
      if (closed) {
        return new OvationException(ErrorCode.NOT_READY, "the ledger is closed");
      }
      // A task that is heavier than the bound on its own is let in when nothing else waits.
      if (weight > 0 && weight + task.weight() > weightMax) {
        return new OvationException(
            ErrorCode.OVERLOADED, "too many reads wait for the ledger; try again shortly");
      }
      lane.add(task);
      weight += task.weight();
      changed.signal();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What one thread answers next; nothing when nothing came for a while, or once the queue is
   * closed and empty.
   */
  private record Drain(List<Batch<?, ?>> batches, boolean hasBulk) {}

  private Drain drain() throws InterruptedException {
    lock.lock();
    try {
      long left = PROBE_AFTER.toNanos();
      while (areLanesEmpty() && !mayTakeBulk() && !(closed && bulk.isEmpty()) && left > 0) {
        left = changed.awaitNanos(left);
      }
      List<Batch<?, ?>> drained = new ArrayList<>();
      for (ReadLane<?, ?> lane : lanes) {
        if (!lane.isEmpty()) {
          drained.add(take(lane));
        }
      }
      boolean hasBulk = mayTakeBulk();
      if (hasBulk) {
        bulksUnderWay++;
        drained.add(take(bulk));
      }
      return new Drain(drained, hasBulk);
    } finally {
      lock.unlock();
    }
  }

  private Batch<?, ?> take(ReadLane<?, ?> lane) {
    Batch<?, ?> batch = lane.take(DRAIN_WEIGHT_MAX);
    weight -= batch.weight();
    return batch;
  }

  private boolean areLanesEmpty() {
    return lanes.stream().allMatch(ReadLane::isEmpty);
  }

  private boolean mayTakeBulk() {
    return !bulk.isEmpty() && bulksUnderWay < bulksAtOnce;
  }

  private void ended(Drain drain) {
    if (drain.hasBulk()) {
      lock.lock();
      try {
        bulksUnderWay--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean isOver() {
    lock.lock();
    try {
      return closed && areLanesEmpty() && bulk.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!isOver()) {
        Drain drain = drain();
        try {
          if (drain.batches().isEmpty()) {
            probe();
          }
          drain.batches().forEach(this::answer);
        } finally {
          ended(drain);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Finds out that the server went or came back while nobody asks for anything. */
  private void probe() {
    if (isOver() || !contact.isOlderThan(PROBE_AFTER)) {
      return;
    }
    try {
      connections.run("looking whether the server answers", KeyedReads::positions);
    } catch (OvationException e) {
      // Told by health, and by whatever else is asked meanwhile.
      LOG.debug("the ledger does not answer: {}", e.getMessage());
    }
  }

  /** Answers a batch or fails it. A broken connection is no reason to fail a read at once. */
  private <Q, A> void answer(Batch<Q, A> drained) {
    for (Task<Q, A> task : drained.tasks()) {
      if (isExpired(task)) {
        task.future().completeExceptionally(connections.failures().expired());
      }
    }
    Batch<Q, A> batch = drained.without(task -> task.future().isDone());
    if (batch.tasks().isEmpty()) {
      return;
    }
    try {
      try {
        batch.answer(connections);
      } catch (OvationException e) {
        if (batch.tasks().stream().anyMatch(this::isExpired) || !isBrokenConnection(e)) {
          throw e;
        }
        batch.answer(connections);
      }
    } catch (RuntimeException e) {
      batch.fail(e);
    }
  }

  private boolean isExpired(Task<?, ?> task) {
    return time.nanos() - task.sinceNanos() >= deadline.toNanos();
  }

  private static boolean isBrokenConnection(OvationException e) {
    return e.getCause() instanceof SQLException cause
        && Failures.meaning(cause) == Failures.Meaning.UNREACHABLE;
  }

  /** Answers what was accepted, then ends the threads. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
