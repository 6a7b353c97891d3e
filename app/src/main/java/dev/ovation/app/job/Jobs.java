package dev.ovation.app.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Background jobs, each on a virtual thread of its own, one run after the other. Thread-safe. */
public final class Jobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  /** How long runs that are under way may go on undisturbed: most end by themselves. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Duration grace;

  public Jobs() {
    this(GRACE);
  }

  /**
   * @param grace how long runs may go on undisturbed after {@link #close}
   */
  public Jobs(Duration grace) {
    this.grace = grace;
  }

  /** Work that may rest in between. */
  @FunctionalInterface
  public interface Job {
    void run() throws InterruptedException;
  }

  /**
   * Runs a job again and again. A run that fails is logged; the next one tries again.
   *
   * @param interval from the end of one run to the start of the next
   */
  public void every(String name, Duration interval, Job job) {
    every(name, interval, interval, job);
  }

  /**
   * Like {@link #every(String, Duration, Job)}.
   *
   * @param first when the first run begins, if that is before the interval has passed
   */
  public synchronized void every(String name, Duration first, Duration interval, Job job) {
    Duration wait = first.compareTo(interval) < 0 ? first : interval;
    threads.add(Thread.ofVirtual().name(name).start(() -> loop(name, wait, interval, job)));
  }

  private void loop(String name, Duration first, Duration interval, Job job) {
    Duration wait = first;
    while (true) {
      try {
        if (closing.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
        wait = interval;
        job.run();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("{} failed, trying again in {}", name, interval, e);
      }
    }
  }

  /** Stops the jobs; one that still runs after the grace is interrupted, and waited for. */
  @Override
  public synchronized void close() {
    closing.countDown();
    try {
      join(grace);
      threads.forEach(Thread::interrupt);
      join(PATIENCE);
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  private void join(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      long left = end - System.nanoTime();
      if (left > 0) {
        thread.join(Duration.ofNanos(left));
      }
    }
  }
}
