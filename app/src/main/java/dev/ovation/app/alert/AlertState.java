package dev.ovation.app.alert;

import java.util.Locale;

/**
 * How an alert stands.
 *
 * @param value the last one measured; not a number when there was nothing to tell
 * @param threshold at which it is raised
 * @param changedMillis when it was raised or ended last; 0 when it never was
 */
public record AlertState(
    String name,
    boolean raised,
    double value,
    double threshold,
    String unit,
    String meaning,
    long changedMillis) {

  /** In one line, for example "projection-lag is 42.0 seconds (threshold 30.0): …". */
  public String text() {
    return Double.isNaN(value)
        ? String.format(Locale.ROOT, "%s has nothing to tell: %s", name, meaning)
        : String.format(
            Locale.ROOT,
            "%s is %.1f %s (threshold %.1f): %s",
            name,
            value,
            unit,
            threshold,
            meaning);
  }
}
