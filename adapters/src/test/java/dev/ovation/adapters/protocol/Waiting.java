package dev.ovation.adapters.protocol;

import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.engines.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waiting for answers and for what becomes true, each up to a deadline. */
final class Waiting {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Waiting() {}

  static <T extends @Nullable Object> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("it failed: " + e.getMessage(), e);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("there was no answer", e);
    }
  }

  static Outcome.Written written(CompletableFuture<Outcome> write) {
    return (Outcome.Written) get(write);
  }

  static Outcome.Added added(CompletableFuture<Outcome> write) {
    return (Outcome.Added) get(write);
  }

  /** True when a call answers, and false when it fails. */
  static boolean answers(CompletableFuture<?> call) {
    try {
      call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("every call has a deadline", e);
    }
  }

  static void until(String what, Await.Condition condition) {
    try {
      Await.until(what, PATIENCE, condition);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
