package dev.ovation.adapters.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Point reads of one form that wait in a {@link ReadQueue}, and how many of them are answered at
 * once. Guarded by the queue's lock.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
final class ReadLane<Q, A> {
  private final Reading<Q, A> reading;
  private final ToIntFunction<Q> weights;
  private final ArrayDeque<Task<Q, A>> waiting = new ArrayDeque<>();

  /** Answers questions, in their order, from one snapshot. */
  @FunctionalInterface
  interface Reading<Q, A> {
    List<A> answer(Connection connection, List<Q> questions) throws SQLException;
  }

  /** Questions that are asked together, who waits for the answers, and since when. */
  record Task<Q, A>(
      List<Q> questions, int weight, long sinceNanos, CompletableFuture<List<A>> future) {}

  /**
   * @param weights about how many rows a question reads
   */
  ReadLane(Reading<Q, A> reading, ToIntFunction<Q> weights) {
    this.reading = reading;
    this.weights = weights;
  }

  Task<Q, A> task(List<Q> questions, long sinceNanos) {
    int weight = Math.max(1, questions.stream().mapToInt(weights).sum());
    return new Task<>(List.copyOf(questions), weight, sinceNanos, new CompletableFuture<>());
  }

  void add(Task<Q, A> task) {
    waiting.add(task);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Takes what waits, up to a weight, but one task at least. */
  Batch<Q, A> take(int weightMax) {
    List<Task<Q, A>> taken = new ArrayList<>();
    int weight = 0;
    while (!waiting.isEmpty() && weight < weightMax) {
      Task<Q, A> task = waiting.removeFirst();
      weight += task.weight();
      taken.add(task);
    }
    return new Batch<>(reading, taken, weight);
  }

  /** Tasks that are answered together, by one thread. */
  record Batch<Q, A>(Reading<Q, A> reading, List<Task<Q, A>> tasks, int weight) {

    Batch<Q, A> without(Predicate<Task<Q, A>> unwanted) {
      return new Batch<>(reading, tasks.stream().filter(unwanted.negate()).toList(), weight);
    }

    void answer(Connections connections) {
      List<Q> questions = new ArrayList<>();
      tasks.forEach(task -> questions.addAll(task.questions()));
      List<A> answers =
          connections.run("reading", connection -> reading.answer(connection, questions));
      int from = 0;
      for (Task<Q, A> task : tasks) {
        int to = from + task.questions().size();
        task.future().complete(List.copyOf(answers.subList(from, to)));
        from = to;
      }
    }

    void fail(Throwable failure) {
      tasks.forEach(task -> task.future().completeExceptionally(failure));
    }
  }
}
