package dev.ovation.core.port;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that a ledger holds, in one snapshot and in an order that is the same in every ledger:
 * that of the bytes of the texts in UTF-8.
 *
 * <p>Thread-safe. Methods block, use none of the connections that others wait for, and fail with
 * {@link ErrorCode#LEDGER_UNAVAILABLE}.
 */
public interface LedgerExport {

  /** The order of exports; ids are ASCII, so that of their characters is that of their bytes. */
  Comparator<TargetKind> ORDER =
      Comparator.comparing((TargetKind of) -> of.target().space())
          .thenComparing(of -> of.target().text())
          .thenComparing(TargetKind::kind);

  /**
   * Tells everything, without ever holding more than a little of it.
   *
   * @param space only this one; null for all
   */
  void export(@Nullable String space, Sink sink);

  /** The same without rows, which need not be read for it. */
  void counts(Sink sink);

  /** Takes what a ledger holds. What it throws ends the export. */
  interface Sink {
    /** First of all: where the partitions stand in the snapshot. */
    void positions(List<LedgerPosition> positions);

    /**
     * How many hold a value, or a counter's total under its kind's name, and the digest beside it;
     * zeros are left out. Comes in the order of space, target, kind and value, and before the rows
     * of the same (target, kind).
     */
    void count(TargetKind targetKind, String value, Sum sum);

    /** A row that holds a value, in the order of space, target, kind and actor. */
    void row(RowItem row);
  }
}
