package dev.ovation.core.engine;

import static dev.ovation.core.port.Samples.likesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/**
 * Readers and writers of few targets, all at once: whatever the threads do, a reader is told all
 * that was answered before it began. Time stands still, so nothing but the writes makes an answer
 * too old.
 */
class NearCacheConcurrencyTest {
  private static final int TARGETS = 3;
  private static final int WRITERS = 2;
  private static final int READERS = 4;
  private static final int READS = 10_000;

  private final long seed = Long.getLong("ovation.seed", System.nanoTime());

  /** What the store holds, and what of that writers were answered. */
  private final AtomicLongArray stored = new AtomicLongArray(TARGETS);

  private final AtomicLongArray answered = new AtomicLongArray(TARGETS);
  private final AtomicLong tooOld = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();

  private static final TimeSource STILL =
      new TimeSource() {
        @Override
        public long millis() {
          return 0;
        }

        @Override
        public long nanos() {
          return 0;
        }
      };

  private NearCache<HotQuery, Long> cache() {
    return new NearCache<>(
        new NearReads.Settings(Duration.ofMillis(200), 100),
        STILL,
        HotQuery::targetKind,
        answer -> true);
  }

  @Test
  void aReaderIsToldAllThatWasAnsweredBefore() throws Exception {
    long hits = run(cache(), true);

    System.out.printf(
        "near cache, seed %d: %d reads, %d hits, %d questions%n",
        seed, READERS * READS, hits, asked.get());
    assertThat(tooOld).as("seed %d", seed).hasValue(0);
    assertThat(hits).as("something is told again, or this shows nothing").isPositive();
  }

  @Test
  void aCacheThatIsNotToldOfWritesIsFoundOut() throws Exception {
    run(cache(), false);

    assertThat(tooOld.get()).isPositive();
  }

  private long run(NearCache<HotQuery, Long> cache, boolean tellsOfWrites) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(WRITERS + READERS);
        ExecutorService store = Executors.newFixedThreadPool(2)) {
      AtomicInteger readersLeft = new AtomicInteger(READERS);
      List<Future<?>> all = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        SplittableRandom random = new SplittableRandom(seed + w);
        all.add(
            callers.submit(
                () -> {
                  while (readersLeft.get() > 0) {
                    write(cache, random, tellsOfWrites);
                  }
                }));
      }
      for (int r = 0; r < READERS; r++) {
        SplittableRandom random = new SplittableRandom(seed - 1 - r);
        all.add(
            callers.submit(
                () -> {
                  try {
                    for (int i = 0; i < READS; i++) {
                      read(cache, random.nextInt(TARGETS), store);
                    }
                  } finally {
                    readersLeft.decrementAndGet();
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    return cache.hits();
  }

  private void write(NearCache<HotQuery, Long> cache, SplittableRandom random, boolean tells) {
    int target = random.nextInt(TARGETS);
    long now = stored.incrementAndGet(target);
    if (tells) {
      cache.forget(likesOf(target));
    }
    answered.accumulateAndGet(target, now, Math::max);
    // Room for readers in between, or hardly any answer is ever told again.
    for (int i = random.nextInt(2_000); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  private void read(NearCache<HotQuery, Long> cache, int target, ExecutorService store) {
    long floor = answered.get(target);
    TargetKind targetKind = likesOf(target);
    long told =
        cache
            .read(
                List.of(new HotQuery(targetKind, null)),
                queries -> {
                  asked.incrementAndGet();
                  return CompletableFuture.supplyAsync(() -> List.of(stored.get(target)), store);
                })
            .join()
            .getFirst();
    if (told < floor) {
      tooOld.incrementAndGet();
    }
  }
}
