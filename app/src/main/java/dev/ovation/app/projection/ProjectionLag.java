package dev.ovation.app.projection;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How old the oldest event is that waits for the ledger. Told now and then where the log ends and
 * where the ledger stands, it remembers when the log first reached each end. Thread-safe.
 */
public final class ProjectionLag {
  /** Past this, new samples are left out: the old ones, which tell the lag, stay. */
  private static final int SAMPLES_MAX = 1_000;

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private long sampledEnd;
  private long events;

  private record Sample(long end, long atNanos) {}

  /**
   * Takes a sample.
   *
   * @param end the log's last offset, summed over its partitions
   * @param projected the ledger's offset, summed likewise
   */
  public synchronized void sample(long end, long projected, long nowNanos) {
    events = Math.max(0, end - projected);
    if (end > sampledEnd && samples.size() < SAMPLES_MAX) {
      samples.addLast(new Sample(end, nowNanos));
      sampledEnd = end;
    }
    while (!samples.isEmpty() && samples.getFirst().end() <= projected) {
      samples.removeFirst();
    }
  }

  /** Events that wait, as of the last sample. */
  public synchronized long events() {
    return events;
  }

  /** How long the oldest of them has waited at least; zero when none does. */
  public synchronized Duration age(long nowNanos) {
    return samples.isEmpty()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, nowNanos - samples.getFirst().atNanos()));
  }
}
