package dev.ovation.app.profile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Background jobs, each on a virtual thread of its own, one run after the other. Thread-safe. */
final class Jobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private final List<Thread> threads = new ArrayList<>();

  /** Work that may rest in between. */
  @FunctionalInterface
  interface Job {
    void run() throws InterruptedException;
  }

  /**
   * Runs a job again and again. A run that fails is logged; the next one tries again.
   *
   * @param interval from the end of one run to the start of the next
   */
  void every(String name, Duration interval, Job job) {
    every(name, interval, interval, job);
  }

  /**
   * Like {@link #every(String, Duration, Job)}.
   *
   * @param first when the first run begins, if that is before the interval has passed
   */
  synchronized void every(String name, Duration first, Duration interval, Job job) {
    Duration wait = first.compareTo(interval) < 0 ? first : interval;
    threads.add(Thread.ofVirtual().name(name).start(() -> loop(name, wait, interval, job)));
  }

  private static void loop(String name, Duration first, Duration interval, Job job) {
    Duration wait = first;
    while (true) {
      try {
        Thread.sleep(wait);
        wait = interval;
        job.run();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("{} failed, trying again in {}", name, interval, e);
      }
    }
  }

  /** Stops the jobs; one that runs is interrupted and waited for. */
  @Override
  public synchronized void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
