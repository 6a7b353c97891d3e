package dev.ovation.core.consistency;

import java.util.Locale;

/**
 * A rate of right answers as a number of nines: 0.999 is three of them. Checks that found nothing
 * wrong prove no more nines than their number has digits, so such a rate is told as a bound.
 *
 * @param checked how many answers were looked at
 * @param wrong how many of them were wrong
 */
public record Nines(long checked, long wrong) {

  /** The part that was right, 1 when nothing was looked at. */
  public double rate() {
    return checked == 0 ? 1 : (checked - wrong) / (double) checked;
  }

  /** True when nothing was wrong, so that {@link #value} is a lower bound. */
  public boolean isBound() {
    return wrong == 0;
  }

  /**
   * The nines, {@code -log10(1 - rate)}; when nothing was wrong those that so many checks can
   * claim, {@code log10(checked)}.
   */
  public double value() {
    if (checked == 0) {
      return 0;
    }
    return wrong == 0 ? Math.log10((double) checked) : -Math.log10(wrong / (double) checked);
  }

  public String text() {
    return checked == 0
        ? "unknown"
        : String.format(Locale.ROOT, "%s%.1f nines", isBound() ? "> " : "", floor(value()));
  }

  /** Rounded down: 2.96 nines are not three. */
  private static double floor(double nines) {
    return Math.floor(nines * 10) / 10;
  }
}
