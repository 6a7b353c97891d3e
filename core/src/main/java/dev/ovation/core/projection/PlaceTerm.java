package dev.ovation.core.projection;

import java.time.Duration;

/**
 * How long places count.
 *
 * @param ttl how long a place counts without being renewed. Writes wait so long, and the margin,
 *     when the hot store goes away; a store or an owner that halts for so long makes a new place
 * @param margin how much longer an owner waits before it takes a place for expired. Clocks may
 *     differ in rate by margin / (2 ttl + margin)
 */
public record PlaceTerm(Duration ttl, Duration margin) {
  /** Renewed every second: three renewals may fail. Rates may differ by 5.8 percent. */
  public static final PlaceTerm STANDARD =
      new PlaceTerm(Duration.ofSeconds(4), Duration.ofMillis(500));

  public PlaceTerm {
    if (!ttl.isPositive() || margin.isNegative()) {
      throw new IllegalArgumentException(
          "a place counts for some time, and the margin is no less than nothing: "
              + ttl
              + ", "
              + margin);
    }
  }
}
