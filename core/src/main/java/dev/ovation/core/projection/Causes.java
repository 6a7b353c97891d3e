package dev.ovation.core.projection;

import dev.ovation.core.port.SweepLedger;
import java.util.Set;

/** What was wrong, in the words of cases, audits and reports. */
final class Causes {
  /** A row holds what no event says. */
  static final String MANUAL_EDIT = "manual-edit";

  /** A row is gone that was there: the digest knows it still. */
  static final String LOST_ROW = "lost-row";

  /** A row is there that no event made. */
  static final String PHANTOM_ROW = "phantom-row";

  /** The ledger has passed an event and never saw it. */
  static final String SKIPPED_EVENT = "skipped-event";

  /** The rows are right and their count is not, or a total was changed. */
  static final String WRONG_COUNT = "wrong-count";

  /** Rows and counts are right, and the digest beside them is not. */
  static final String DIGEST_ONLY = "digest-only";

  /** All agrees, and some of the digests were never summed. */
  static final String NOT_SUMMED = SweepLedger.NOT_SUMMED;

  /** The ledger is right, and the hot store shows something else. */
  static final String HOT_STORE = "hot-store";

  /**
   * Nobody doubts the rows in cases of these, so that digests that agree are proof enough: those
   * above, and those that a sweep tells of counts and of the hot store.
   */
  private static final Set<String> OF_COUNTS_ALONE =
      Set.of(
          WRONG_COUNT,
          DIGEST_ONLY,
          HOT_STORE,
          NOT_SUMMED,
          "count-differs",
          "hot-count",
          "hot-entry",
          "stale-actor-view",
          "phantom-in-view");

  private Causes() {}

  /**
   * Whether what agrees with its digests may be taken for the truth. An event that was never
   * projected is in neither, so that only the log can tell; whatever else is not known may be that.
   * A counter is sealed anew by each commit, so its seal does not speak for a total that is
   * doubted.
   */
  static boolean trustsDigests(String cause, boolean isRegister) {
    return isRegister ? OF_COUNTS_ALONE.contains(cause) : HOT_STORE.equals(cause);
  }
}
