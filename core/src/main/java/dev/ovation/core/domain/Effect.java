package dev.ovation.core.domain;

/** What a write came to, beside being durable: its answer tells whether it changed something. */
public enum Effect {
  /** A register held another value before, or an addition counts. */
  CHANGED,
  /** A register held the value already, or the token of an addition had been counted. */
  UNCHANGED,
  /**
   * Nobody can tell now: what was there before is in the ledger alone, which could not be asked. It
   * is never guessed.
   */
  UNKNOWN;

  public static Effect of(boolean changed) {
    return changed ? CHANGED : UNCHANGED;
  }
}
