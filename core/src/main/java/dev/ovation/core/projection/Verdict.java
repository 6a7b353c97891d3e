package dev.ovation.core.projection;

import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of looking at a case in a transaction. */
sealed interface Verdict {

  /**
   * Only the log can tell. Nothing was done.
   *
   * @param checkpoint of a counter whose events may have expired; null where there is none
   */
  record NeedsLog(@Nullable LedgerCheckpoint checkpoint) implements Verdict {}

  /** It can't be told now; look again later. Nothing was done. */
  record Later() implements Verdict {}

  /**
   * The ledger is right, and so is what the target's slot was seen to show. Nothing was done.
   *
   * @param rows what the actors' views must show; null for a counter
   */
  record Right(@Nullable List<RowConfirm> rows) implements Verdict {}

  /**
   * Something is committed that the hot store must be told.
   *
   * @param open the case as it is now
   */
  record Mended(RepairCase open, Confirmation confirmation, LedgerPosition after)
      implements Verdict {
    /** Registers that the commit is about. */
    List<RowConfirm> rows() {
      return confirmation.views();
    }
  }

  /**
   * What views showed is compared with rows as of now.
   *
   * @param wrong those that differ
   */
  record Views(List<RowConfirm> wrong) implements Verdict {}

  /** The case is closed. */
  record Closed(RepairCase closed) implements Verdict {}
}
