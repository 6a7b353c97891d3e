package dev.ovation.core.domain;

import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import java.time.Duration;

/**
 * The one rule, and its counterpart for counters. Engine, hot store, projector, compaction and
 * checkers all call these and nothing else decides.
 */
public final class Rule {
  /** How long a counter's token makes a retry count once. */
  public static final long TOKEN_WINDOW_MILLIS = Duration.ofHours(24).toMillis();

  private Rule() {}

  /** The newer version wins. Idempotent and indifferent to order. */
  public static boolean wins(long version, long over) {
    return version > over;
  }

  /** The row that an event makes of a row: itself when it wins, else the row as it was. */
  public static Row apply(Row row, RegisterEvent event, long n) {
    return wins(event.version(), row.version())
        ? new Row(event.value(), event.version(), event.atMillis(), n)
        : row;
  }

  /**
   * Whether a counter event counts, given what is known of its key: it does unless the same key was
   * counted by another version less than {@link #TOKEN_WINDOW_MILLIS} before or after. The same
   * version never counts again.
   */
  public static boolean counts(Row counted, CounterEvent event) {
    if (!counted.exists()) {
      return true;
    }
    long apart = Version.millis(event.version()) - Version.millis(counted.version());
    return apart > TOKEN_WINDOW_MILLIS;
  }
}
