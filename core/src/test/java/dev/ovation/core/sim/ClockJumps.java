package dev.ovation.core.sim;

import java.time.Duration;

/**
 * How far wall clocks jump, forwards and back. Which it is goes by a seed's number: what else the
 * seed draws stays the same.
 */
enum ClockJumps {
  SECONDS(Duration.ofSeconds(10)),
  MINUTES(Duration.ofMinutes(30)),
  /** Farther than the window in which a counter's token is remembered. */
  A_DAY(Duration.ofHours(26));

  private final Duration max;

  ClockJumps(Duration max) {
    this.max = max;
  }

  static ClockJumps of(long seed) {
    return switch ((int) Math.floorMod(seed, 7L)) {
      case 3 -> MINUTES;
      case 5 -> A_DAY;
      default -> SECONDS;
    };
  }

  /** Back when negative. */
  Duration some(SimScheduler random) {
    int millis = (int) max.toMillis();
    return Duration.ofMillis(random.random(2 * millis) - millis);
  }

  /** Only forwards. */
  Duration ahead(SimScheduler random) {
    return Duration.ofMillis(random.random((int) max.toMillis()));
  }
}
