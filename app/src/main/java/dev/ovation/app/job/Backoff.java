package dev.ovation.app.job;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries: chosen at random, so that those who failed together do not try together,
 * from a range whose end doubles with each failure.
 *
 * @param min the shortest pause
 * @param max the longest
 */
public record Backoff(Duration min, Duration max) {

  /** How long to wait after so many failures in a row, the last one not counted. */
  public Duration after(int failures) {
    long shortest = min.toMillis();
    long ceiling = Math.min(max.toMillis(), shortest << Math.min(failures, 20));
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(shortest, Math.max(shortest, ceiling) + 1));
  }
}
