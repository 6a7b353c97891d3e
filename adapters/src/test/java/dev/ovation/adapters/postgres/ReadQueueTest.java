package dev.ovation.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for whom. */
class ReadQueueTest {
  private static final int PATIENCE_SECONDS = 30;

  /** So much weight that one is a drain by itself. */
  private static final int HEAVY = 1_024;

  private final PostgresSettings settings =
      PostgresSettings.of(TestPostgres.place(TestPostgres.shared()), 1);
  private final Duration patience = Duration.ofSeconds(PATIENCE_SECONDS);
  private final Contact contact = new Contact(TimeSource.SYSTEM);
  private final Connections connections =
      new Connections(
          settings,
          new Connections.Use("reader", 3, patience, patience),
          new Failures(settings.server()),
          contact);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final ReadLane<String, String> points = new ReadLane<>((c, asked) -> asked, asked -> 1);
  private final ReadLane<String, String> bulk =
      new ReadLane<>(
          (connection, asked) -> {
            begun.incrementAndGet();
            await(gate);
            return asked;
          },
          asked -> HEAVY);

  @AfterEach
  void close() {
    connections.close();
  }

  private ReadQueue queue(int threads) {
    return new ReadQueue(
        connections,
        List.of(points),
        bulk,
        contact,
        TimeSource.SYSTEM,
        settings.withBounds(new PostgresSettings.Bounds(1, threads, 100 * HEAVY, 1)));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void isAnswered(CompletableFuture<List<String>> asked, String answer) {
    assertThat(asked).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS).isEqualTo(List.of(answer));
  }

  @Test
  void aReadOfOneRowDoesNotWaitForThoseOfMany() {
    List<CompletableFuture<List<String>>> all = new ArrayList<>();
    try (ReadQueue queue = queue(2)) {
      for (int i = 0; i < 5; i++) {
        all.add(queue.ask(bulk, List.of("bulk")));
      }

      isAnswered(queue.ask(points, List.of("point")), "point");
      assertThat(begun).as("at the same time").hasValueLessThanOrEqualTo(1);
      gate.countDown();
    }
    all.forEach(asked -> isAnswered(asked, "bulk"));
  }

  @Test
  void whatWaitsIsAnsweredBeforeItCloses() {
    List<CompletableFuture<List<String>>> all = new ArrayList<>();
    List<CompletableFuture<List<String>>> single = new ArrayList<>();
    try (ReadQueue queue = queue(3)) {
      for (int i = 0; i < 10; i++) {
        all.add(queue.ask(bulk, List.of("bulk")));
        single.add(queue.ask(points, List.of("point")));
      }
      gate.countDown();
    }
    assertThat(all).allMatch(CompletableFuture::isDone);
    assertThat(single).allMatch(CompletableFuture::isDone);
    all.forEach(asked -> isAnswered(asked, "bulk"));
    single.forEach(asked -> isAnswered(asked, "point"));
  }
}
