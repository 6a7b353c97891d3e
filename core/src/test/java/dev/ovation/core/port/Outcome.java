package dev.ovation.core.port;

import dev.ovation.core.domain.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The outcome of one append, waited for with a deadline. For the tests of every event log. */
public final class Outcome implements EventLog.AppendCallback {
  private static final long WAIT_SECONDS = 30;

  private final CompletableFuture<Long> offset = new CompletableFuture<>();

  /** Appends one event. */
  public static Outcome append(EventLog log, Event event) {
    Outcome outcome = new Outcome();
    log.append(event, outcome);
    return outcome;
  }

  /** Appends events and returns their offsets. */
  public static List<Long> appendAll(EventLog log, List<? extends Event> events) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Event event : events) {
      outcomes.add(append(log, event));
    }
    return outcomes.stream().map(Outcome::offset).toList();
  }

  @Override
  public void durable(long durableOffset) {
    if (!offset.complete(durableOffset)) {
      throw new AssertionError("told twice");
    }
  }

  @Override
  public void failed(OvationException failure) {
    if (!offset.completeExceptionally(failure)) {
      throw new AssertionError("told twice");
    }
  }

  /** Runs something once the outcome was told. */
  public void whenTold(Runnable task) {
    var _ = offset.whenComplete((durable, failure) -> task.run());
  }

  /** The offset; an error when the append failed. */
  public long offset() {
    ErrorCode failure = failure();
    if (failure != null) {
      throw new AssertionError("append failed: " + failure);
    }
    return offset.join();
  }

  /** Why the append failed, null when it is durable. */
  public @Nullable ErrorCode failure() {
    try {
      offset.get(WAIT_SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OvationException refused) {
        return refused.code();
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no outcome was told", e);
    }
  }
}
