package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for callers that must not block: a bounded queue, drained by a few threads, each drain one
 * snapshot. What arrives during one drain is answered by the next together, so beginning and ending
 * a read transaction costs the less the more there is to do. Reads of many rows have a lane of
 * their own: each is a drain by itself, and only half of the threads are at them at any time, so
 * that a read of one row does not wait for one of ten thousand. Futures complete on the reading
 * thread. Thread-safe.
 */
final class ReadQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadQueue.class);
  private static final int DRAIN_WEIGHT_MAX = 1024;
  private static final long CACHE_BYTES = 16L << 20;

  private final SqliteFile file;
  private final int weightMax;
  private final List<Thread> threads = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock, as are the fields below.
  private final ArrayDeque<Task<?>> points = new ArrayDeque<>();
  private final ArrayDeque<Task<?>> bulks = new ArrayDeque<>();
  private final int bulksAtOnce;
  private int bulksUnderWay;
  private boolean bulkIsNext;
  private long weight;
  private boolean closed;

  /**
   * A read and who waits for it.
   *
   * @param weight about how many rows it reads
   */
  private record Task<T>(int weight, SessionPool.Work<T> work, CompletableFuture<T> future) {}

  ReadQueue(SqliteFile file, int threadsCount, int weightMax) {
    this.file = file;
    this.weightMax = weightMax;
    this.bulksAtOnce = Math.max(1, threadsCount / 2);
    for (int i = 0; i < threadsCount; i++) {
      threads.add(Thread.ofPlatform().name("ledger reader " + i).daemon().start(this::run));
    }
  }

  /** Reads single rows, as many as the weight says. */
  <T> CompletableFuture<T> submit(int taskWeight, SessionPool.Work<T> work) {
    return submit(points, taskWeight, work);
  }

  /** Reads rows of which nobody knows how many there are. */
  <T> CompletableFuture<T> submitBulk(int taskWeight, SessionPool.Work<T> work) {
    return submit(bulks, taskWeight, work);
  }

  private <T> CompletableFuture<T> submit(
      ArrayDeque<Task<?>> lane, int taskWeight, SessionPool.Work<T> work) {
    CompletableFuture<T> future = new CompletableFuture<>();
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(
            new OvationException(ErrorCode.NOT_READY, "the ledger is closed"));
      }
      // A task that is heavier than the bound on its own is let in when nothing else waits.
      if (weight > 0 && weight + taskWeight > weightMax) {
        return CompletableFuture.failedFuture(
            new OvationException(
                ErrorCode.OVERLOADED, "too many reads wait for the ledger; try again shortly"));
      }
      lane.add(new Task<>(taskWeight, work, future));
      weight += taskWeight;
      changed.signal();
      return future;
    } finally {
      lock.unlock();
    }
  }

  /** What one thread answers next from one snapshot; of no tasks once all is answered for good. */
  private record Drain(List<Task<?>> tasks, boolean isBulk) {}

  private Drain drain() throws InterruptedException {
    lock.lock();
    try {
      while (points.isEmpty() && !mayTakeBulk() && !(closed && bulks.isEmpty())) {
        changed.await();
      }
      boolean isBulk = mayTakeBulk() && (bulkIsNext || points.isEmpty());
      bulkIsNext = !isBulk;
      if (isBulk) {
        bulksUnderWay++;
      }
      return new Drain(isBulk ? take(bulks, 1) : take(points, DRAIN_WEIGHT_MAX), isBulk);
    } finally {
      lock.unlock();
    }
  }

  private boolean mayTakeBulk() {
    return !bulks.isEmpty() && bulksUnderWay < bulksAtOnce;
  }

  private List<Task<?>> take(ArrayDeque<Task<?>> lane, int drainWeightMax) {
    List<Task<?>> drained = new ArrayList<>();
    int drainedWeight = 0;
    while (!lane.isEmpty() && drainedWeight < drainWeightMax) {
      Task<?> task = lane.removeFirst();
      drainedWeight += task.weight();
      weight -= task.weight();
      drained.add(task);
    }
    return drained;
  }

  private void ended(Drain drain) {
    if (drain.isBulk()) {
      lock.lock();
      try {
        bulksUnderWay--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void run() {
    @Nullable Session session = null;
    try {
      Drain drain = drain();
      while (!drain.tasks().isEmpty()) {
        try {
          session = answer(session, drain.tasks());
        } finally {
          ended(drain);
        }
        drain = drain();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      discard(session);
    }
  }

  /** Returns the session for the next drain; null after a failure, which needs a new one. */
  private @Nullable Session answer(@Nullable Session idle, List<Task<?>> tasks) {
    Session session = idle;
    List<Runnable> answers = new ArrayList<>(tasks.size());
    try {
      if (session == null) {
        session = Session.reader(file, CACHE_BYTES);
      }
      session.begin();
      for (Task<?> task : tasks) {
        answers.add(run(task, session));
      }
      session.commit();
    } catch (SQLException | RuntimeException e) {
      RuntimeException told =
          e instanceof SQLException sql ? file.failure("reading", sql) : (RuntimeException) e;
      tasks.forEach(task -> task.future().completeExceptionally(told));
      discard(session);
      return null;
    }
    // The snapshot is gone by now: what the callers do next does not keep the WAL in use.
    answers.forEach(Runnable::run);
    return session;
  }

  private static <T> Runnable run(Task<T> task, Session session) throws SQLException {
    T result = task.work().on(session);
    return () -> task.future().complete(result);
  }

  private static void discard(@Nullable Session session) {
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        LOG.warn("a read connection could not be closed: {}", e.toString());
      }
    }
  }

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
