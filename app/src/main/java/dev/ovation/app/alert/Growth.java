package dev.ovation.app.alert;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * By how much figures that only grow have grown within a time. Several belong together, so that
 * what is made of them is of the same moments. Not thread-safe.
 */
final class Growth {
  private final long windowNanos;
  private final Deque<Sample> samples = new ArrayDeque<>();

  @SuppressWarnings("ArrayRecordComponent") // Nobody compares samples.
  private record Sample(long nanos, double[] figures) {}

  Growth(Duration window) {
    this.windowNanos = window.toNanos();
  }

  /** Takes a sample and tells the growth since the oldest that is within the window. */
  double[] sample(long nanos, double... figures) {
    samples.addLast(new Sample(nanos, figures));
    while (samples.size() > 1 && nanos - samples.getFirst().nanos() > windowNanos) {
      samples.removeFirst();
    }
    double[] oldest = samples.getFirst().figures();
    double[] growth = new double[figures.length];
    for (int i = 0; i < figures.length; i++) {
      // A figure that begins later than the others began at nothing.
      growth[i] = Math.max(0, figures[i] - (i < oldest.length ? oldest[i] : 0));
    }
    return growth;
  }
}
