package dev.ovation.app.alert;

import java.util.function.DoubleSupplier;

/**
 * When something is worth an alert.
 *
 * @param name for machines, for example {@code projection-lag}
 * @param side on which side of the threshold it is bad
 * @param threshold in the unit
 * @param unit for people, for example {@code seconds}
 * @param meaning what it says, and where to look, in one sentence
 * @param value now; not a number when there is nothing to tell, which counts as good
 */
record Rule(
    String name, Side side, double threshold, String unit, String meaning, DoubleSupplier value) {

  /** What is bad. */
  enum Side {
    ABOVE,
    BELOW
  }

  /**
   * How far on the good side of the threshold a value must be to end an alert, as a share of it.
   */
  private static final double MARGIN = 0.1;

  boolean isBad(double measured) {
    return side == Side.ABOVE ? measured >= threshold : measured < threshold;
  }

  /** Whether it is good beyond doubt: what stays near the threshold neither begins nor ends. */
  boolean isClearlyGood(double measured) {
    if (Double.isNaN(measured)) {
      return true;
    }
    return side == Side.ABOVE
        ? measured < threshold * (1 - MARGIN)
        : measured >= threshold * (1 + MARGIN);
  }
}
