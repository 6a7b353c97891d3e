package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.DirectPath;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.RejectedException;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.port.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Commits events to the ledger while the log is down. Events of a partition that come while a
 * transaction is under way share the next one. Thread-safe.
 */
public final class DirectWriter implements DirectPath {
  private final Ports ports;
  private final Settings settings;
  private final List<Lane> lanes = new ArrayList<>();

  /**
   * All that it touches.
   *
   * @param blocking runs the ledger's transactions
   */
  public record Ports(
      Partitioner partitioner,
      ClusterLedger ledger,
      ClusterHotStore hot,
      Kinds kinds,
      TimeSource time,
      Timer timer,
      Executor blocking) {}

  /**
   * How much and how long.
   *
   * @param eventsMax events of one transaction
   * @param waitingMax events of a partition that may wait; more are refused
   * @param patience how long a commit is tried to be shown before its outcome is told as unknown
   */
  public record Settings(int eventsMax, int waitingMax, Duration patience) {}

  public DirectWriter(Ports ports, Settings settings) {
    this.ports = ports;
    this.settings = settings;
    for (int p = 0; p < ports.partitioner().partitions(); p++) {
      lanes.add(new Lane(p));
    }
  }

  @Override
  public CompletableFuture<Committed> write(Event event) {
    String problem = Batch.problem(event, ports.kinds());
    if (problem != null) {
      // The projector would park it; only the partition's owner may do that.
      return CompletableFuture.failedFuture(
          new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "can't be written now: " + problem));
    }
    return lanes.get(ports.partitioner().partition(event.target())).add(event);
  }

  private record Waiting(Event event, CompletableFuture<Committed> answer) {}

  /** The events of one partition, one transaction after the other, each shown before the next. */
  private final class Lane {
    private final int partition;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Narrowing narrowing = new Narrowing(settings.eventsMax());
    private boolean running;

    Lane(int partition) {
      this.partition = partition;
    }

    CompletableFuture<Committed> add(Event event) {
      CompletableFuture<Committed> answer = new CompletableFuture<>();
      boolean start;
      synchronized (this) {
        if (waiting.size() >= settings.waitingMax()) {
          return CompletableFuture.failedFuture(
              new OvationException(
                  ErrorCode.OVERLOADED, "too many writes wait for the ledger; repeat later"));
        }
        waiting.add(new Waiting(event, answer));
        start = !running;
        running = true;
      }
      if (start) {
        ports.blocking().execute(this::commit);
      }
      return answer;
    }

    private synchronized List<Waiting> take() {
      int size = Math.min(narrowing.size(), waiting.size());
      List<Waiting> taken = new ArrayList<>(waiting.subList(0, size));
      waiting.subList(0, size).clear();
      return taken;
    }

    private void commit() {
      List<Waiting> batch = take();
      List<Event> events = batch.stream().map(Waiting::event).toList();
      DirectFold.Result result;
      try {
        result =
            ports
                .ledger()
                .transactDirectly(
                    partition, transaction -> new DirectFold(transaction, partition, events).run());
      } catch (RejectedException e) {
        refused(batch, e);
        return;
      } catch (OvationException e) {
        settle(batch, null, e.code() == ErrorCode.OUTCOME_UNKNOWN ? unknown(e) : certain(e));
        return;
      } catch (RuntimeException e) {
        settle(batch, null, unknown(e));
        return;
      }
      accepted();
      Showing showing = new Showing(ports.hot(), ports.time(), ports.timer(), settings.patience());
      var _ =
          showing
              .show(result.confirmation())
              .whenComplete(
                  (done, failure) ->
                      settle(batch, result.changed(), failure == null ? null : unknown(failure)));
    }

    private synchronized void accepted() {
      narrowing.accepted();
    }

    /** One of them is at fault; the others must not suffer for it. */
    private void refused(List<Waiting> batch, RejectedException e) {
      boolean isAlone;
      synchronized (this) {
        isAlone = narrowing.refused(batch.size());
        if (!isAlone) {
          waiting.addAll(0, batch);
        }
      }
      settle(isAlone ? batch : List.of(), null, certain(e));
    }

    private void settle(
        List<Waiting> batch, @Nullable List<Boolean> changed, @Nullable OvationException failure) {
      for (int i = 0; i < batch.size(); i++) {
        CompletableFuture<Committed> answer = batch.get(i).answer();
        if (failure != null) {
          answer.completeExceptionally(failure);
        } else if (changed != null) {
          answer.complete(new Committed(changed.get(i)));
        }
      }
      boolean more;
      synchronized (this) {
        more = !waiting.isEmpty();
        running = more;
      }
      if (more) {
        ports.blocking().execute(this::commit);
      }
    }
  }

  private static OvationException unknown(Throwable cause) {
    return new OvationException(
        ErrorCode.OUTCOME_UNKNOWN,
        "the write may be in the ledger but could not be shown; repeat it",
        cause);
  }

  private static OvationException certain(OvationException cause) {
    return new OvationException(
        ErrorCode.LEDGER_UNAVAILABLE,
        "the write is neither in the log nor in the ledger: " + cause.getMessage(),
        cause);
  }
}
