package dev.ovation.app.operation;

import dev.ovation.app.operation.OperationKind.Run;
import dev.ovation.app.operation.OperationKind.Slice;
import dev.ovation.core.port.ErrorCode.Blame;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.Operation.State;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations that the ledger says are running, each on a thread of its own, a few at a time. A
 * run ends when it is finished, when somebody pauses it or gives it up, and when another node has
 * its turn; so it does not matter which node was asked for it, nor whether that one lives on.
 * Thread-safe.
 */
public final class OperationRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);
  private static final int AT_ONCE = 4;
  private static final int LOOKED_AT_MAX = 100;
  private static final Duration PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  private final OperationsLedger ledger;
  private final Turn.Giver turns;
  private final TimeSource time;
  private final Map<String, OperationKind> kinds = new HashMap<>();
  private final Map<Long, Thread> runs = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Makes a runner that looks for nothing by itself: see {@link #look}.
   *
   * @param turns so that one node at a time works on an operation
   */
  public OperationRunner(
      OperationsLedger ledger,
      Turn.Giver turns,
      TimeSource time,
      Collection<? extends OperationKind> kinds) {
    this.ledger = ledger;
    this.turns = turns;
    this.time = time;
    kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
  }

  /** Begins an operation, and works on it at once where there is room. */
  public Operation begin(Request request) {
    if (!kinds.containsKey(request.kind())) {
      throw new IllegalArgumentException("there is no work of kind " + request.kind());
    }
    Operation begun = ledger.begin(request, time.millis());
    LOG.info("operation {} begins: {} {}", begun.id(), request.kind(), request.parameters());
    start(begun);
    return begun;
  }

  /** Takes up what is running and nobody works on, as far as there is room. */
  public void look() {
    for (Operation operation : ledger.running(LOOKED_AT_MAX)) {
      start(operation);
    }
  }

  /** Whether this node works on an operation now. */
  public boolean isWorkingOn(long id) {
    return runs.containsKey(id);
  }

  private synchronized void start(Operation operation) {
    OperationKind kind = kinds.get(operation.request().kind());
    if (!closed && kind != null && runs.size() < AT_ONCE && !runs.containsKey(operation.id())) {
      Thread thread =
          Thread.ofVirtual()
              .name("operation " + operation.id())
              .unstarted(() -> runInTurn(kind, operation.id()));
      runs.put(operation.id(), thread);
      thread.start();
    }
  }

  private void runInTurn(OperationKind kind, long id) {
    try (Turn turn = turns.take("operation/" + id)) {
      if (turn != null) {
        run(kind, id, turn);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OvationException e) {
      // It can't begin yet, or the ledger could not be told: the next look takes it up again.
      LOG.warn("operation {} is interrupted, and goes on later: {}", id, e.toString());
    } catch (RuntimeException e) {
      LOG.warn("operation {} is interrupted, and goes on later", id, e);
    } finally {
      runs.remove(id);
    }
  }

  /** Whoever had its turn before may have gone on since it was looked for, so it is read anew. */
  private void run(OperationKind kind, long id, Turn turn) throws InterruptedException {
    Operation operation = Objects.requireNonNull(ledger.find(id));
    if (operation.state() != State.RUNNING) {
      return;
    }
    try {
      if (isWorkedOff(kind, operation, turn)) {
        end(id, State.DONE, null);
      }
    } catch (OperationFailedException e) {
      end(id, State.FAILED, e.getMessage());
    } catch (OvationException e) {
      if (mayHeal(e)) {
        throw e;
      }
      LOG.error("operation {} fails", id, e);
      end(id, State.FAILED, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("operation {} fails by a defect", id, e);
      end(id, State.FAILED, "a defect, see the log: " + e);
    }
  }

  /**
   * Takes slices until the last one; answers whether that was taken. The run is closed then: who
   * reads that it is done can use at once what it held.
   */
  private boolean isWorkedOff(OperationKind kind, Operation operation, Turn turn)
      throws InterruptedException {
    long id = operation.id();
    try (Run run = kind.begin(operation)) {
      Progress progress = operation.progress();
      int failures = 0;
      while (!closed && turn.isHeld()) {
        long began = time.nanos();
        @Nullable Slice slice = null;
        try {
          slice = run.next(progress);
          failures = 0;
        } catch (OvationException e) {
          if (!mayHeal(e)) {
            throw e;
          }
          LOG.warn("operation {} waits: {}", id, e.getMessage());
          if (!ledger.advance(id, progress, "waits: " + e.getMessage())) {
            return false;
          }
          TimeUnit.MILLISECONDS.sleep(pause(failures++));
        }
        if (slice != null) {
          long millis = TimeUnit.NANOSECONDS.toMillis(time.nanos() - began);
          progress = slice.progress().worked(millis);
          if (!ledger.advance(id, progress, slice.detail())) {
            return false;
          }
          if (slice.isLast()) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private static boolean mayHeal(OvationException e) {
    return e.code().blame() == Blame.DEPENDENCY || e.code().blame() == Blame.CAPACITY;
  }

  private static long pause(int failures) {
    return Math.min(PAUSE_MAX.toMillis(), PAUSE_MIN.toMillis() << Math.min(failures, 10));
  }

  private void end(long id, State state, @Nullable String detail) {
    if (ledger.change(id, Set.of(State.RUNNING), state, detail, time.millis())) {
      LOG.info("operation {} is {}{}", id, state.text(), detail == null ? "" : ": " + detail);
    }
  }

  /** Stops after the slices that are under way; what is running goes on at the next start. */
  @Override
  public void close() {
    List<Thread> ending;
    synchronized (this) {
      closed = true;
      ending = new ArrayList<>(runs.values());
    }
    try {
      for (Thread thread : ending) {
        if (!thread.join(Duration.ofSeconds(2))) {
          thread.interrupt();
          thread.join(Duration.ofSeconds(2));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
