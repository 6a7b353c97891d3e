package dev.ovation.core.projection;

import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries what usually goes together, and finds what of it the ledger refuses: after a refusal fewer
 * are to be tried together, and one that is refused alone must go.
 *
 * <p>Not thread-safe.
 */
final class Tries {
  private final Narrowing narrowing;
  private final Refusals refusals = new Refusals();

  /**
   * @param most how many usually go together
   */
  Tries(int most) {
    this.narrowing = new Narrowing(most);
  }

  /** How many to try together. */
  int size() {
    return narrowing.size();
  }

  /**
   * Tries once. A failure that says nothing of what was tried is thrown on.
   *
   * @param together the try
   * @param tried how many it was; asked after a refusal only
   * @param fewer what to do when they were several; {@link #size} is smaller by then
   * @param alone what to do with one that is refused, for a reason
   */
  <T extends @Nullable Object> T run(
      Supplier<T> together, IntSupplier tried, Supplier<T> fewer, Function<String, T> alone) {
    T result;
    try {
      result = together.get();
    } catch (RuntimeException e) {
      String reason = refusals.reason(e);
      if (reason == null) {
        throw e;
      }
      return narrowing.refused(tried.getAsInt()) ? alone.apply(reason) : fewer.get();
    }
    refusals.none();
    narrowing.accepted();
    return result;
  }
}
