package dev.ovation.core.consistency;

import java.time.Duration;

/**
 * How often and how fast everything is gone through.
 *
 * @param recentEvery from the end of one pass over what changed to the start of the next
 * @param fullEvery from the end of one pass over everything to the start of the next; zero for none
 *     but those that are asked for
 * @param rowsPerSecond at most, rows of the ledger, events of the log and what is in the hot store
 *     taken together
 * @param eventsMax of the log that a pass over what changed reads of a partition; of more only the
 *     newest, the rest is left to a pass over everything
 * @param rowsOfTargetMax a (target, kind) with more rows than this is not counted again because it
 *     changed: a viral one would be read whole once a minute
 * @param provableFor for how long after it was written an event is held against the ledger: for as
 *     long as a letter is kept, because of an older one nobody knows whether it was dropped
 * @param purgedEvery how often tokens are purged at the most: what became too old stays for as long
 * @param pause before something is looked at again that was about to change
 */
public record SweepSettings(
    Duration recentEvery,
    Duration fullEvery,
    int rowsPerSecond,
    int eventsMax,
    int rowsOfTargetMax,
    Duration provableFor,
    Duration purgedEvery,
    Duration pause) {
  private static final int EVENTS_MAX = 500_000;
  private static final int ROWS_OF_TARGET_MAX = 50_000;
  private static final Duration PAUSE = Duration.ofMillis(100);

  public SweepSettings {
    if (rowsPerSecond < 1 || eventsMax < 1) {
      throw new IllegalArgumentException("a rate and a bound of events are needed");
    }
  }

  /** The usual bounds. */
  public static SweepSettings standard(
      Duration recentEvery,
      Duration fullEvery,
      int rowsPerSecond,
      Duration provableFor,
      Duration purgedEvery) {
    return new SweepSettings(
        recentEvery,
        fullEvery,
        rowsPerSecond,
        EVENTS_MAX,
        ROWS_OF_TARGET_MAX,
        provableFor,
        purgedEvery,
        PAUSE);
  }

  /** What one step may read: a quarter of a second's worth, so that a rest is never long. */
  int rowsPerStep() {
    return Math.clamp(rowsPerSecond / 4, 50, 5_000);
  }
}
