package dev.ovation.adapters.redis;

import dev.ovation.core.port.OvationException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks one slot the questions of many callers in one script. A slot that is not asked anything yet
 * is asked at once, so nobody waits for company; what is asked while a script is on its way goes
 * with the next, so the busier a slot is, the more share what a script costs whatever it does.
 *
 * <p>When a script fails, those who wait behind it fail with it, unsent: of a server that is silent
 * they would only learn the same a timeout later.
 *
 * <p>Thread-safe.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
final class Gatherer<Q, A> {
  /** What one script may weigh; some two milliseconds of a server that does nothing else then. */
  private static final int WEIGHT_MAX = 64;

  private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

  private final Function<List<Q>, CompletableFuture<List<A>>> script;
  private final ToIntFunction<Q> weight;
  private final Bound bound;
  private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
  private boolean underWay;

  /**
   * @param script asks the questions and answers each, in order
   * @param weight what a question costs, 1 for the least
   * @param bound for the questions that wait
   */
  Gatherer(
      Function<List<Q>, CompletableFuture<List<A>>> script, ToIntFunction<Q> weight, Bound bound) {
    this.script = script;
    this.weight = weight;
    this.bound = bound;
  }

  CompletableFuture<A> ask(Q question) {
    Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
    synchronized (this) {
      if (underWay) {
        OvationException refusal = bound.enter();
        if (refusal != null) {
          return CompletableFuture.failedFuture(refusal);
        }
        waiting.add(asked);
        return asked.answer();
      }
      underWay = true;
    }
    send(List.of(asked));
    return asked.answer();
  }

  private void send(List<Asked<Q, A>> batch) {
    var _ =
        script
            .apply(batch.stream().map(Asked::question).toList())
            .whenComplete(
                (answers, failure) -> {
                  if (answers == null) {
                    fail(batch, failure);
                    return;
                  }
                  // The next script is on its way while these callers go on.
                  sendNext();
                  for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).answer().complete(answers.get(i));
                  }
                });
  }

  private void sendNext() {
    List<Asked<Q, A>> batch = take();
    if (!batch.isEmpty()) {
      send(batch);
    }
  }

  private void fail(List<Asked<Q, A>> batch, @Nullable Throwable failure) {
    Throwable cause =
        OvationException.causeOf(
            failure == null ? new IllegalStateException("a script without an answer") : failure);
    List<Asked<Q, A>> behind = takeAll();
    batch.forEach(asked -> asked.answer().completeExceptionally(cause));
    behind.forEach(asked -> asked.answer().completeExceptionally(cause));
  }

  /** The first that wait, as many as fit one script; if there are none the slot is idle. */
  private synchronized List<Asked<Q, A>> take() {
    List<Asked<Q, A>> taken = new ArrayList<>();
    int weighs = 0;
    for (Asked<Q, A> next = waiting.peek(); next != null; next = waiting.peek()) {
      weighs += weight.applyAsInt(next.question());
      if (!taken.isEmpty() && weighs > WEIGHT_MAX) {
        break;
      }
      taken.add(waiting.remove());
      bound.leave();
    }
    underWay = !taken.isEmpty();
    return taken;
  }

  private synchronized List<Asked<Q, A>> takeAll() {
    List<Asked<Q, A>> taken = List.copyOf(waiting);
    waiting.clear();
    taken.forEach(asked -> bound.leave());
    underWay = false;
    return taken;
  }
}
