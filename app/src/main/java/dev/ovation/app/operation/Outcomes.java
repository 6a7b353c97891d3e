package dev.ovation.app.operation;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for what the core does without blocking. */
public final class Outcomes {
  private Outcomes() {}

  /** What a future yields; it fails as the future does. */
  public static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException | CompletionException e) {
      Throwable cause = OvationException.causeOf(e);
      throw cause instanceof OvationException known
          ? known
          : new OvationException(ErrorCode.INTERNAL, "unexpected failure", e);
    }
  }
}
