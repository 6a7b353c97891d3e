package dev.ovation.app.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How jobs end. */
@Timeout(60)
final class JobsTest {
  private static final Duration NOW = Duration.ZERO;
  private static final Duration LATER = Duration.ofHours(1);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final Queue<String> ends = new ConcurrentLinkedQueue<>();

  private void run() throws InterruptedException {
    begun.countDown();
    try {
      mayEnd.await();
      ends.add("by itself");
    } catch (InterruptedException e) {
      ends.add("interrupted");
      throw e;
    }
  }

  @Test
  void aRunThatIsUnderWayEndsUndisturbed() throws InterruptedException {
    Jobs jobs = new Jobs(LATER);
    jobs.every("one", NOW, LATER, this::run);
    begun.await();
    Thread closing = Thread.ofVirtual().start(jobs::close);
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    mayEnd.countDown();
    closing.join();
    assertThat(ends).containsExactly("by itself");
  }

  @Test
  void aRunThatDoesNotEndIsInterrupted() throws InterruptedException {
    Jobs jobs = new Jobs(NOW);
    jobs.every("one", NOW, LATER, this::run);
    begun.await();
    jobs.close();
    assertThat(ends).containsExactly("interrupted");
  }

  @Test
  void aJobThatWaitsEndsAtOnce() throws InterruptedException {
    Jobs jobs = new Jobs(LATER);
    jobs.every("one", LATER, this::run);
    jobs.close();
    assertThat(begun.getCount()).isOne();
  }
}
