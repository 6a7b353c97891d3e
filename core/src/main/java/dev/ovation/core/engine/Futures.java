package dev.ovation.core.engine;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends of futures: each end is heard, and failures are what callers are promised. */
final class Futures {
  private Futures() {}

  /**
   * Runs one of two callbacks once the future is done. What the first one throws goes to the
   * second, so that a defect fails an operation instead of leaving its caller without an answer.
   */
  static <T extends @Nullable Object> void whenDone(
      CompletableFuture<T> future, Consumer<T> onValue, Consumer<OvationException> onFailure) {
    var _ =
        future.whenComplete(
            (value, thrown) -> {
              if (thrown != null) {
                onFailure.accept(failure(thrown));
                return;
              }
              try {
                onValue.accept(value);
              } catch (RuntimeException e) {
                onFailure.accept(failure(e));
              }
            });
  }

  /** What a future failed with, as callers are promised it. */
  static OvationException failure(Throwable thrown) {
    Throwable cause = OvationException.causeOf(thrown);
    return cause instanceof OvationException known
        ? known
        : new OvationException(ErrorCode.INTERNAL, "unexpected failure: " + cause, cause);
  }
}
