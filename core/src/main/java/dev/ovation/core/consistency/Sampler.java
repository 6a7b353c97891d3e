package dev.ovation.core.consistency;

/**
 * Says how many of some events may be watched, so that on average no more than a rate are. What was
 * not used for two seconds is forgotten. Not thread-safe.
 */
final class Sampler {
  private static final double BURST_SECONDS = 2;

  private final double perSecond;
  private double left;
  private long atNanos;

  Sampler(int perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.left = perSecond * BURST_SECONDS;
    this.atNanos = nowNanos;
  }

  /** How many of the wanted may be watched. */
  int grant(int wanted, long nowNanos) {
    left = Math.min(perSecond * BURST_SECONDS, left + (nowNanos - atNanos) / 1e9 * perSecond);
    atNanos = nowNanos;
    int granted = (int) Math.min(wanted, left);
    left -= granted;
    return granted;
  }
}
