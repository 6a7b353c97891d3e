package dev.ovation.core.consistency;

import java.util.Locale;

/** What became of the events that a watcher was told of: how much of the truth its figures are. */
public enum Coverage {
  /** Events that projectors committed. */
  SEEN,
  /** Events of these that are, or were, watched. */
  SAMPLED,
  /** Events left out because there were more than are watched a second. */
  OVER_RATE,
  /** Events left out because too many are watched already: the checks are late. */
  FULL,
  /** Events left out because they were older than the last window when they were met. */
  OLD,
  /** Events left out because a gap in what projectors told was too long to be read. */
  UNREAD,
  /** Records that are no events for this version, or say nothing that could be looked for. */
  NOT_WATCHABLE,
  /** Events found in the dead letters, which is where they should be; they are watched no more. */
  PARKED,
  /** Checks left out because their window was over. */
  LATE,
  /** Checks left out because the view could not be asked. */
  UNAVAILABLE;

  private static final String PREFIX = "coverage.";

  /** As it is kept in the ledger. */
  String figure() {
    return PREFIX + text();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
