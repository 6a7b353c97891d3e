package dev.ovation.core.port;

/** Why something was refused or failed, and who can do something about it. */
public enum ErrorCode {
  MALFORMED(Blame.CALLER),
  INVALID_ID(Blame.CALLER),
  INVALID_VALUE(Blame.CALLER),
  INVALID_CURSOR(Blame.CALLER),
  WRONG_SHAPE(Blame.CALLER),
  TOO_MANY(Blame.CALLER),
  UNKNOWN_KIND(Blame.CALLER),
  /** More than this process can hold until the ledger has caught up. */
  BACKLOG_FULL(Blame.CAPACITY),
  /** The queue in front of the log or the ledger is full. */
  OVERLOADED(Blame.CAPACITY),
  /** Writes are refused before they could fail. */
  DISK_FULL(Blame.DEPENDENCY),
  LOG_UNAVAILABLE(Blame.DEPENDENCY),
  LEDGER_UNAVAILABLE(Blame.DEPENDENCY),
  HOT_STORE_UNAVAILABLE(Blame.DEPENDENCY),
  /** Another node has taken the partition over: what was to be done is its business now. */
  FENCED(Blame.DEPENDENCY),
  /** Not ready yet, or closing. */
  NOT_READY(Blame.DEPENDENCY),
  /** The write may or may not have happened. Repeating it is safe. */
  OUTCOME_UNKNOWN(Blame.DEPENDENCY),
  INTERNAL(Blame.US);

  private final Blame blame;

  ErrorCode(Blame blame) {
    this.blame = blame;
  }

  public Blame blame() {
    return blame;
  }

  /** The form that clients see, for example {@code outcome-unknown}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** Who can do something about an error. */
  public enum Blame {
    /** The caller sent something wrong; sending it again does not help. */
    CALLER,
    /** There is too much of it; sending it again later helps. */
    CAPACITY,
    /** Something that is needed to keep the promise is down; sending it again later helps. */
    DEPENDENCY,
    /** A defect of ours. */
    US
  }
}
