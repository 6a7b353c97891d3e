package dev.ovation.core.projection;

import java.time.Duration;

/**
 * How often checkpoints of counters are made. A partition makes one slice a heartbeat, so many
 * counters that changed at one time get theirs one after the other.
 *
 * @param age how long a counter that changed waits for its checkpoint, so that one that changes all
 *     the time has few
 * @param countersMax the most that one slice holds
 */
public record CheckpointPace(Duration age, int countersMax) {
  private static final int SLICE = 200;

  /** How many times within the retention of its events a counter gets a checkpoint. */
  private static final int TIMES = 4;

  public CheckpointPace {
    if (age.isNegative() || countersMax < 1) {
      throw new IllegalArgumentException("age must not be negative, countersMax at least 1");
    }
  }

  /** For events that are kept for so long: there is time left to notice that none are made. */
  public static CheckpointPace of(Duration retention) {
    return new CheckpointPace(retention.dividedBy(TIMES), SLICE);
  }
}
