package dev.ovation.core.sim;

/** What must hold after every step of a simulation. The names are those of the design. */
public enum Invariant {
  /** An answered write is in the durable log, and stays there. */
  DURABLE_BEFORE_ACK,
  /** The ledger's rows are the fold of the log up to its offset: the newer version wins. */
  NEWER_WINS,
  /** At the moment of the answer the write is seen. */
  DURABLE_AND_VISIBLE,
  /** Counts are the number of rows with that value, in the ledger and in the hot store. */
  COUNT_IS_ROWS,
  /** An answered write is seen by every later read; later writes get newer versions. */
  READ_YOUR_WRITES,
  /** Nothing is shown that the log does not hold. */
  NO_PHANTOM,
  /** What a view shows is not older than what was confirmed to it. */
  LATE_FILL_LOSES,
  /** A counter's event counts once. */
  EXACTLY_ONCE_EFFECT,
  /** Every event up to the ledger's offset is projected or parked; none is missing. */
  NOTHING_DROPPED,
  /** Queues and memory keep their bounds. */
  BOUNDED,
  /** "changed", "counted" and the counts of an answer are true where they can be told. */
  ANSWERS_ARE_TRUE,
  /** At rest all views say the same, and nothing is pending but what is parked. */
  SAME_AT_REST,
  /** What a hot store held before it forgot is never shown again. */
  FORGOTTEN_IS_EMPTY,
  /** Where the ledger says that a partition has no place, none counts: every reader is cold. */
  VOID_IS_COLD,
  /** Only a partition's newest owner commits as its owner. */
  ONE_OWNER,
  /** The last record of a register in the log is its newest, so that compaction keeps that. */
  NEWEST_IS_LAST,
  /** A ledger that is made anew from what the log keeps is the same. */
  REBUILD_IS_SAME,
  /**
   * Counts without anybody's own stance are at most so old as a near cache may make them, and hold
   * all that the same node had answered.
   */
  NEAR_IS_NOT_OLD,
  /** What was wrong is mended, and the audit says so. */
  EVERY_REPAIR_AUDITED,
  /** Those who look on open no case of what is right, and change nothing of it. */
  NOTHING_RIGHT_IS_CALLED_WRONG,
  /** Every operation ends, and so does the simulation. */
  PROGRESS
}
