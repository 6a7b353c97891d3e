package dev.ovation.adapters.redis;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.HotStoreViewContract.Bounds;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Stores under test, and words to speak to them. */
final class Stores {
  private static final Duration RECOVERY_MAX = Duration.ofSeconds(30);

  private Stores() {}

  static RedisSettings settings(List<String> uris, Bounds bounds) {
    return new RedisSettings(
        uris,
        "test",
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        10_000,
        bounds.baseBytesMax(),
        bounds.viewBytesMax(),
        bounds.entryBytesMax(),
        bounds.viewRowsMax());
  }

  static RedisHotStore open(List<String> uris, int partitions, Bounds bounds) {
    return new RedisHotStore(
        new Partitioner(partitions), settings(uris, bounds), TimeSource.SYSTEM);
  }

  static RedisHotStore open(String uri, int partitions) {
    return open(List.of(uri), partitions, new Bounds(1 << 20, 1 << 20, 1 << 20, 100));
  }

  static RedisHotStore open(String uri, int commandsInFlightMax, Duration commandTimeout) {
    long bytesMax = 1 << 20;
    RedisSettings settings =
        new RedisSettings(
            List.of(uri),
            "test",
            Duration.ofSeconds(2),
            commandTimeout,
            commandsInFlightMax,
            bytesMax,
            bytesMax,
            bytesMax,
            100);
    return new RedisHotStore(new Partitioner(1), settings, TimeSource.SYSTEM);
  }

  static <T extends @Nullable Object> T get(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the store failed: " + e.getMessage(), e);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("the store did not answer", e);
    }
  }

  /** How a future failed. */
  static Throwable failure(CompletableFuture<?> future) {
    try {
      throw new AssertionError("it did not fail but answered " + future.get(20, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("the store did not answer", e);
    }
  }

  /** Waits until every partition and some actor can be asked again. */
  static void awaitAnswers(ClusterHotStore store, int partitions) throws IOException {
    for (int partition = 0; partition < partitions; partition++) {
      int asked = partition;
      Await.until(
          "partition " + partition + " answers",
          RECOVERY_MAX,
          () -> answers(store.standing(asked)));
    }
  }

  /** Waits until the slots of some actors can be asked again. */
  static void awaitViews(ClusterHotStore store) throws IOException {
    for (int i = 0; i < 64; i++) {
      var actor = new dev.ovation.core.domain.Actor("default", "u" + i);
      Await.until(
          "the view of " + actor + " answers",
          RECOVERY_MAX,
          () -> answers(store.readView(actor, List.of())));
    }
  }

  private static boolean answers(CompletableFuture<?> future) {
    try {
      future.get(20, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("every command has a timeout", e);
    }
  }
}
