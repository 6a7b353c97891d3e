package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * What every ledger with real threads does when several things happen at once. This is the class
 * for an adapter to extend; it brings the other ledger contracts with it.
 */
public abstract class LedgerContract extends LedgerListContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int COMMITS = 150;

  /** Runs bodies at once and rethrows what any of them failed with. */
  private static void atOnce(List<CheckedRunnable> bodies) throws InterruptedException {
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (CheckedRunnable body : bodies) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      body.run();
                    } catch (Throwable t) {
                      failures.add(t);
                    }
                  }));
    }
    for (Thread thread : threads) {
      assertThat(thread.join(PATIENCE)).as("a thread ended in time").isTrue();
    }
    assertThat(failures).isEmpty();
  }

  @FunctionalInterface
  private interface CheckedRunnable {
    void run() throws Exception;
  }

  @Test
  void anAnswerIsOneSnapshot() throws Exception {
    Ledger ledger = ledger(1);
    AtomicBoolean written = new AtomicBoolean();
    atOnce(
        List.of(
            () -> {
              try {
                toggle(ledger);
              } finally {
                written.set(true);
              }
            },
            () -> checkSnapshots(ledger, written::get),
            () -> checkSnapshots(ledger, written::get)));
  }

  /** Commit n sets u1's like when n is odd, removes it when it is even, and moves u2 along. */
  private static void toggle(Ledger ledger) {
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    for (int n = 1; n <= COMMITS; n++) {
      writer.commit(
          Samples.set(like(1, "u1"), n % 2 == 1 ? "like" : null, n),
          Samples.set(like(2, "u2"), "like", n));
    }
  }

  private void checkSnapshots(Ledger ledger, BooleanSupplier stop) throws Exception {
    long newest = 0;
    int rounds = 0;
    while (!stop.getAsBoolean() || rounds == 0) {
      rounds++;
      List<LedgerAnswer> answers =
          read(
              ledger,
              new LedgerQuery(likesOf(1), "u1", true),
              new LedgerQuery(likesOf(2), "u2", true));
      LedgerAnswer first = answers.getFirst();
      long n = first.n();
      assertThat(n).isGreaterThanOrEqualTo(newest);
      newest = n;
      assertThat(first.h()).isEqualTo(2 * n);
      assertThat(first.row().n()).isEqualTo(n);
      assertThat(first.touchedN()).isEqualTo(n);
      assertThat(first.counts())
          .isEqualTo(n % 2 == 1 ? Counts.of(Map.of("like", 1L)) : Counts.NONE);
      assertThat(answers.get(1).n()).as("both are of one partition").isEqualTo(n);
      assertThat(answers.get(1).row().n()).isEqualTo(n);
      Ledger.LedgerExplanation explanation = ledger.explain(Samples.video(1));
      assertThat(explanation.counts())
          .allSatisfy(
              count -> {
                assertThat(count.stored()).isEqualTo(count.counted());
                assertThat(count.n()).isEqualTo(explanation.positions().getFirst().n());
              });
    }
  }

  @Test
  void transactionsOfOnePartitionRunOneAfterTheOther() throws Exception {
    Ledger ledger = ledger(1);
    AtomicInteger inside = new AtomicInteger();
    List<CheckedRunnable> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      String actor = "u" + w;
      writers.add(
          () -> {
            for (int i = 1; i <= 25; i++) {
              int number = i;
              ledger.transact(
                  0,
                  transaction -> {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    var after =
                        LedgerWriter.of(ledger, 0)
                            .write(
                                transaction,
                                List.of(
                                    Samples.set(
                                        like(1, actor), number % 2 == 1 ? "like" : null, number)));
                    inside.decrementAndGet();
                    return after;
                  });
            }
          });
    }
    atOnce(writers);

    assertThat(ledger.position(0).n()).isEqualTo(100);
    assertThat(ledger.position(0).h()).isEqualTo(100);
    assertThat(read(ledger, new LedgerQuery(likesOf(1), null, true)).getFirst().counts())
        .isEqualTo(Counts.of(Map.of("like", 4L)));
  }

  @Test
  void partitionsAreWrittenAndReadAtOnce() throws Exception {
    Ledger ledger = ledger(PARTITIONS);
    List<CheckedRunnable> bodies = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      int partition = p;
      int video = Samples.videosIn(p, PARTITIONER, 1).getFirst();
      bodies.add(
          () -> {
            LedgerWriter writer = LedgerWriter.of(ledger, partition);
            for (int n = 1; n <= 50; n++) {
              writer.commit(Samples.set(like(video, "u" + n), "like", n));
              LedgerAnswer answer =
                  read(ledger, new LedgerQuery(likesOf(video), "u" + n, true)).getFirst();
              assertThat(answer.n()).isEqualTo(n);
              assertThat(answer.row().n()).isEqualTo(n);
            }
          });
    }
    atOnce(bodies);

    for (int p = 0; p < PARTITIONS; p++) {
      TargetKind likes = likesOf(Samples.videosIn(p, PARTITIONER, 1).getFirst());
      assertThat(read(ledger, new LedgerQuery(likes, null, true)).getFirst().counts())
          .isEqualTo(Counts.of(Map.of("like", 50L)));
      assertThat(ledger.targetRows(likes, null, Ledger.Page.first(100))).hasSize(50);
    }
  }
}
