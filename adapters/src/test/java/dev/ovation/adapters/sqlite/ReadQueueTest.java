package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for whom. */
class ReadQueueTest {
  private static final int PATIENCE_SECONDS = 30;

  @TempDir private Path directory;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  private ReadQueue queue(int threads) {
    return new ReadQueue(SqliteFile.ledger(directory.resolve("ledger.db")), threads, 100_000);
  }

  /** A read of many rows that takes until the gate opens. */
  private CompletableFuture<String> bulk(ReadQueue queue) {
    return queue.submitBulk(
        64,
        session -> {
          begun.incrementAndGet();
          await(gate);
          return "bulk";
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aReadOfOneRowDoesNotWaitForThoseOfMany() throws Exception {
    try (ReadQueue queue = queue(2)) {
      List<CompletableFuture<String>> bulks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        bulks.add(bulk(queue));
      }

      CompletableFuture<String> point = queue.submit(1, session -> "point");
      assertThat(point).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS).isEqualTo("point");
      assertThat(begun).as("at the same time").hasValueLessThanOrEqualTo(1);

      gate.countDown();
      for (CompletableFuture<String> bulk : bulks) {
        assertThat(get(bulk)).isEqualTo("bulk");
      }
    }
  }

  /** Whoever asks for one row after the other does not keep the only thread. */
  @Test
  void oneThreadTakesTurns() throws Exception {
    try (ReadQueue queue = queue(1)) {
      CountDownLatch busy = new CountDownLatch(1);
      List<String> order = new ArrayList<>();
      CompletableFuture<Boolean> first =
          queue.submit(
              1,
              session -> {
                busy.countDown();
                await(gate);
                return true;
              });
      await(busy);
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(queue.submitBulk(64, session -> order.add("bulk")));
        all.add(queue.submit(1_024, session -> order.add("point")));
      }
      gate.countDown();
      get(first);
      for (CompletableFuture<?> each : all) {
        get(each);
      }

      assertThat(order).containsExactly("bulk", "point", "bulk", "point", "bulk", "point");
    }
  }

  @Test
  void whatWaitsIsAnsweredBeforeItCloses() throws Exception {
    List<CompletableFuture<String>> all = new ArrayList<>();
    try (ReadQueue queue = queue(3)) {
      for (int i = 0; i < 10; i++) {
        all.add(bulk(queue));
        all.add(queue.submit(1, session -> "point"));
      }
      gate.countDown();
    }
    assertThat(all).allMatch(CompletableFuture::isDone);
    for (CompletableFuture<String> each : all) {
      assertThat(get(each)).isIn("bulk", "point");
    }
  }
}
