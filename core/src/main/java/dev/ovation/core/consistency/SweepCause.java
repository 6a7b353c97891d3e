package dev.ovation.core.consistency;

/** What a sweep calls wrong, as far as looking can tell. What caused it the mender finds out. */
public enum SweepCause {
  /** Fewer rows than the ledger counted as it wrote them. */
  LOST_ROW("lost-row"),
  /** More rows than the ledger counted as it wrote them. */
  EXTRA_ROW("extra-row"),
  /** As many rows as were counted, but not the same. */
  ROWS_DIFFER("rows-differ"),
  /** The rows are those that were written, their stored count is another. */
  COUNT_DIFFERS("count-differs"),
  /** A counter's total is not the one that was written with its seal. */
  TOTAL_DIFFERS("total-differs"),
  /** The ledger has passed an event of the log and shows neither it nor a newer one. */
  EVENT_MISSING("event-missing"),
  /** The ledger has an event's version with another value than the log. */
  VALUE_DIFFERS("value-differs"),
  /** The hot store's counts are not those of the commit that they are of. */
  HOT_COUNT("hot-count"),
  /** A row that the hot store keeps of an entry is not the ledger's. */
  HOT_ENTRY("hot-entry"),
  /** An actor's view lacks what was confirmed to it, or shows it otherwise. */
  STALE_ACTOR_VIEW("stale-actor-view"),
  /** An actor's view shows what the ledger does not have. */
  PHANTOM_IN_VIEW("phantom-in-view");

  private final String text;

  SweepCause(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
