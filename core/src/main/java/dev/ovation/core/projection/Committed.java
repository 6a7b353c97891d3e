package dev.ovation.core.projection;

import dev.ovation.core.port.Ledger.LedgerPosition;

/** What the hot store is to be told of a commit, and where the ledger stands after it. */
record Committed(Confirmation confirmation, LedgerPosition after) {
  static Committed of(Fold.Result fold) {
    return new Committed(fold.confirmation(), fold.after());
  }

  static Committed of(Verdict.Mended mended) {
    return new Committed(mended.confirmation(), mended.after());
  }
}
