package dev.ovation.core.sim;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes histories of one sort. */
interface Lives {
  /**
   * The history of a seed, not lived yet.
   *
   * @param change makes the plan that counts of the one that chance drew
   * @param recording whether its story can be told afterwards
   */
  History history(long seed, UnaryOperator<Record> change, boolean recording);

  /** Lives a history; what it ends with, or null when all is well. */
  default @Nullable Throwable failure(History history) {
    return failure(history, lived -> {});
  }

  /**
   * Lives a history and looks at what is left; what that ends with, or null when all is well.
   *
   * @param end fails with what is wrong
   */
  static @Nullable Throwable failure(History history, Consumer<History> end) {
    try {
      history.run();
      end.accept(history);
      return null;
    } catch (RuntimeException | AssertionError e) {
      return e;
    }
  }
}
