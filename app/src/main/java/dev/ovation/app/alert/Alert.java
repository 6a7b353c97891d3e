package dev.ovation.app.alert;

import java.time.Duration;

/**
 * One rule's alert. It is raised once its value has been bad without a break for a while, and ends
 * once it has been clearly good for a while: a value that goes to and fro across its threshold
 * changes nothing. Not thread-safe.
 */
final class Alert {
  private final Rule rule;
  private final long raiseAfterNanos;
  private final long clearAfterNanos;
  private boolean raised;
  private double value = Double.NaN;
  private long changedMillis;

  /** Since when it has been what would change it; only where {@link #turning}. */
  private long turningNanos;

  private boolean turning;

  Alert(Rule rule, Duration raiseAfter, Duration clearAfter) {
    this.rule = rule;
    this.raiseAfterNanos = raiseAfter.toNanos();
    this.clearAfterNanos = clearAfter.toNanos();
  }

  /**
   * Looks at the value.
   *
   * @param nanos a monotonic clock
   * @param millis the wall clock, for people
   * @return whether the alert was raised or ended by this look
   */
  boolean look(long nanos, long millis) {
    value = rule.value().getAsDouble();
    boolean turns = raised ? rule.isClearlyGood(value) : rule.isBad(value);
    if (!turns) {
      turning = false;
      return false;
    }
    if (!turning) {
      turning = true;
      turningNanos = nanos;
    }
    if (nanos - turningNanos < (raised ? clearAfterNanos : raiseAfterNanos)) {
      return false;
    }
    raised = !raised;
    turning = false;
    changedMillis = millis;
    return true;
  }

  AlertState state() {
    return new AlertState(
        rule.name(), raised, value, rule.threshold(), rule.unit(), rule.meaning(), changedMillis);
  }
}
