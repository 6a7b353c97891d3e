package dev.ovation.core.consistency;

import dev.ovation.core.consistency.Leg.Took;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Legs, one after the other, and cases of what they find. Not thread-safe. */
final class Pass {
  /** A hot store that can't be asked so often is left out: what the ledger can tell goes on. */
  private static final int HOT_FAILURES_MAX = 3;

  final PassContext context;
  private final CaseOpening cases;
  private final ArrayDeque<Supplier<Leg>> next;
  private @Nullable Leg leg;
  private int hotFailures;

  /**
   * @param legs each made once those before it are at their end
   */
  Pass(PassContext context, CaseOpening cases, List<Supplier<Leg>> legs) {
    this.context = context;
    this.cases = cases;
    this.next = new ArrayDeque<>(legs);
  }

  /** The leg that it is at; null between two. */
  @Nullable Leg leg() {
    return leg;
  }

  boolean isAtItsEnd() {
    return leg == null && next.isEmpty() && context.found().isEmpty();
  }

  /** One step; it is done when no leg is left. What is wrong is a case before it returns. */
  CompletableFuture<Took> step() {
    cases.open(context); // What a step before found when the ledger did not take it.
    Leg at = leg;
    if (at == null) {
      Supplier<Leg> make = next.peek();
      if (make == null) {
        return CompletableFuture.completedFuture(Took.DONE);
      }
      at = make.get();
      leg = at;
      next.remove();
      hotFailures = 0;
    }
    return at.step()
        .handle(
            (took, failure) -> {
              Took done = failure == null ? took : failed(failure);
              context.count(What.ROWS, done.rows());
              if (done.done()) {
                leg = null;
              }
              cases.open(context);
              return new Took(false, done.rows(), done.pause());
            });
  }

  private Took failed(Throwable failure) {
    Throwable cause = OvationException.causeOf(failure);
    boolean ofHotStore =
        cause instanceof OvationException known
            && (known.code() == ErrorCode.HOT_STORE_UNAVAILABLE
                || known.code() == ErrorCode.NOT_READY
                || known.code() == ErrorCode.OVERLOADED);
    if (!ofHotStore) {
      throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
    if (++hotFailures < HOT_FAILURES_MAX) {
      return new Took(false, 0, true);
    }
    context.count(What.NOT_COMPARABLE, 1);
    return Took.DONE;
  }
}
