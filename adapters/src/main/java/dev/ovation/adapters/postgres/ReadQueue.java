package dev.ovation.adapters.postgres;

import dev.ovation.adapters.postgres.PointReads.View;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
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
 * Point reads for callers that must not block: a bounded queue, drained by a few threads. What
 * arrives during one round trip to the server is answered by the next together, so the more there
 * is to do, the less each costs. A read that has waited for longer than its deadline is failed
 * without being asked, so that a server that is down does not make the queue a line of the dead.
 * Futures complete on the reading threads. Thread-safe.
 */
final class ReadQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadQueue.class);
  private static final int DRAIN_WEIGHT_MAX = 1024;
  private static final Duration PROBE_AFTER = Duration.ofSeconds(1);

  private final Connections connections;
  private final PointReads reads;
  private final Contact contact;
  private final TimeSource time;
  private final Duration deadline;
  private final int weightMax;
  private final List<Thread> threads = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock, as are the fields below.
  private final ArrayDeque<Task> waiting = new ArrayDeque<>();
  private long weight;
  private boolean closed;

  /** A read, who waits for it, and since when. */
  private sealed interface Task {
    /** About how many rows it reads. */
    int weight();

    long sinceNanos();

    CompletableFuture<?> future();
  }

  private record Answers(
      List<LedgerQuery> queries, long sinceNanos, CompletableFuture<List<LedgerAnswer>> future)
      implements Task {
    @Override
    public int weight() {
      return Math.max(1, queries.size());
    }
  }

  private record Rows(View view, long sinceNanos, CompletableFuture<ActorRows> future)
      implements Task {
    private static final int WEIGHT_MAX = 64;

    @Override
    public int weight() {
      // Most actors have few rows; the weight is a guess between one and the cap.
      return Math.clamp(view.rowsMax(), 1, WEIGHT_MAX);
    }
  }

  ReadQueue(
      Connections connections,
      PointReads reads,
      Contact contact,
      TimeSource time,
      PostgresSettings settings) {
    this.connections = connections;
    this.reads = reads;
    this.contact = contact;
    this.time = time;
    this.deadline = settings.deadlines().read();
    this.weightMax = settings.bounds().readQueueMax();
    for (int i = 0; i < settings.bounds().readersCount(); i++) {
      threads.add(Thread.ofPlatform().name("ledger reader " + i).daemon().start(this::run));
    }
  }

  CompletableFuture<List<LedgerAnswer>> answers(List<LedgerQuery> queries) {
    Answers task = new Answers(List.copyOf(queries), time.nanos(), new CompletableFuture<>());
    submit(task);
    return task.future();
  }

  CompletableFuture<ActorRows> rows(View view) {
    Rows task = new Rows(view, time.nanos(), new CompletableFuture<>());
    submit(task);
    return task.future();
  }

  private void submit(Task task) {
    OvationException refusal = offer(task);
    if (refusal != null) {
      task.future().completeExceptionally(refusal);
    }
  }

  private @Nullable OvationException offer(Task task) {
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
      waiting.add(task);
      weight += task.weight();
      changed.signal();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** What waits; nothing when nothing came for a while, or once the queue is closed and empty. */
  private List<Task> drain() throws InterruptedException {
    lock.lock();
    try {
      long left = PROBE_AFTER.toNanos();
      while (waiting.isEmpty() && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      List<Task> drained = new ArrayList<>();
      int drainedWeight = 0;
      while (!waiting.isEmpty() && drainedWeight < DRAIN_WEIGHT_MAX) {
        Task task = waiting.removeFirst();
        drainedWeight += task.weight();
        weight -= task.weight();
        drained.add(task);
      }
      return drained;
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!isOver()) {
        List<Task> tasks = drain();
        if (tasks.isEmpty()) {
          probe();
        } else {
          answer(unexpired(tasks));
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
      connections.run("looking whether the server answers", c -> reads.answers(c, List.of()));
    } catch (OvationException e) {
      // Told by health, and by whatever else is asked meanwhile.
      LOG.debug("the ledger does not answer: {}", e.getMessage());
    }
  }

  private List<Task> unexpired(List<Task> tasks) {
    List<Task> left = new ArrayList<>(tasks.size());
    for (Task task : tasks) {
      if (isExpired(task)) {
        task.future().completeExceptionally(connections.failures().expired());
      } else {
        left.add(task);
      }
    }
    return left;
  }

  private boolean isExpired(Task task) {
    return time.nanos() - task.sinceNanos() >= deadline.toNanos();
  }

  private void answer(List<Task> tasks) {
    List<Answers> answers = new ArrayList<>();
    List<Rows> views = new ArrayList<>();
    for (Task task : tasks) {
      switch (task) {
        case Answers asked -> answers.add(asked);
        case Rows asked -> views.add(asked);
      }
    }
    together(answers, this::answerQueries);
    together(views, this::answerViews);
  }

  @FunctionalInterface
  private interface Answering<T extends Task> {
    void answer(List<T> tasks);
  }

  /** Answers tasks or fails them. A broken connection is no reason to fail a read at once. */
  private <T extends Task> void together(List<T> tasks, Answering<T> answering) {
    if (tasks.isEmpty()) {
      return;
    }
    try {
      try {
        answering.answer(tasks);
      } catch (OvationException e) {
        if (tasks.stream().anyMatch(this::isExpired) || !isBrokenConnection(e)) {
          throw e;
        }
        answering.answer(tasks);
      }
    } catch (RuntimeException e) {
      tasks.forEach(task -> task.future().completeExceptionally(e));
    }
  }

  private static boolean isBrokenConnection(OvationException e) {
    return e.getCause() instanceof SQLException cause
        && Failures.meaning(cause) == Failures.Meaning.UNREACHABLE;
  }

  private void answerQueries(List<Answers> tasks) {
    List<LedgerQuery> queries = new ArrayList<>();
    tasks.forEach(task -> queries.addAll(task.queries()));
    List<LedgerAnswer> found =
        connections.run("reading", connection -> reads.answers(connection, queries));
    int from = 0;
    for (Answers task : tasks) {
      int to = from + task.queries().size();
      task.future().complete(List.copyOf(found.subList(from, to)));
      from = to;
    }
  }

  private void answerViews(List<Rows> tasks) {
    List<View> wanted = tasks.stream().map(Rows::view).toList();
    List<ActorRows> found =
        connections.run("reading", connection -> PointReads.views(connection, wanted));
    for (int i = 0; i < tasks.size(); i++) {
      tasks.get(i).future().complete(found.get(i));
    }
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
