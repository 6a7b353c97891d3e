package dev.ovation.core.sim.hot;

/** Rules that a store may leave out, so that tests can show what each of them is for. */
public enum Defect {
  /** What was written on another run of the server counts. */
  NO_RUN_ID,
  /** A place is written though there is one by now. */
  PLACE_THOUGH_NOT_MISSING,
  /** A place is written though something newer was answered. */
  NEED_IGNORED,
  /** A base is filled though a confirm that it lacks has begun. */
  STARTED_IGNORED,
  /** A view says that its snapshot knew every place. */
  VIEW_WITHOUT_G,
  /** A confirm is taken though an earlier one is missing. */
  CONFIRM_OVER_GAP,
  /** Events recorded after their own confirm began are not settled by the place. */
  LATE_NOT_SETTLED,
  /** The place goes wherever a confirm says. */
  PLACE_BACKWARDS,
  /** A hint is taken however old it is. */
  NO_FLOOR,
  /** A confirm leaves the lease of a view's fill whole. */
  LEASE_STAYS_WHOLE,
  /** What is settled is shown as parked still. */
  SETTLED_STAYS,
  /** Parked events are not loaded into a new place. */
  PARKED_NOT_LOADED,
  /** A place that has expired is renewed. */
  EXPIRED_RENEWED,
  /** A deadline counts from when it arrives. */
  RELATIVE_DEADLINE,
  /** Owners that were replaced make and renew places. */
  CLAIM_IGNORED;

  /** How long a place counts from when its deadline arrives, where that is what counts. */
  static final long RELATIVE_MILLIS = 100;
}
