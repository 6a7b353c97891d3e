package dev.ovation.core.port;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterChanges;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One open transaction of a partition. Used by one thread, only until {@code transact} returns. */
public interface LedgerTransaction {

  /** The position, locked. */
  LedgerPosition position();

  /** The rows of registers, in the order asked; {@link Row#NONE} where there is none. */
  List<Row> rows(List<Interaction> interactions);

  /** What is known of counters' tokens, in the order asked; {@link Row#NONE} where nothing is. */
  List<Row> tokens(List<TokenKey> tokens);

  /** The counts, in the order asked. */
  List<Counts> counts(List<TargetKind> targetKinds);

  /** What {@link DeadLetters#decided} tells, as of this transaction. */
  List<Letter> decided(int lettersMax);

  /** Letters that commits after n have settled. */
  List<Letter> settledAfter(long n);

  /** Letters of these entry keys that are parked, in the order of their offsets. */
  List<DeadLetter> parked(Collection<TokenKey> keys);

  /** Writes what a commit changes. Called at most once a transaction. */
  void write(Changes changes);

  // ---- mending -------------------------------------------------------------------------------

  /** Counts the rows of a (target, kind) again, as of this transaction. */
  Recount recount(TargetKind targetKind);

  /** All rows of a (target, kind), tombstones included, by actor. */
  List<KeyedRow> rowsOf(TargetKind targetKind);

  /**
   * Puts a (target, kind) right, in place of {@link #write}: writes the rows, counts all rows of it
   * again, stores what it counted with the digests, notes the audit, closes the case (unless it is
   * closed already) and forgets the edits of it that were noted before.
   *
   * @return the counts that it stored; those that were there when there is no audit
   */
  Counts mend(Mending mending);

  /**
   * How a (target, kind) is put right.
   *
   * @param position after the commit
   * @param rows that are not as they should be
   * @param total of a counter; null to seal the one that is there, and for registers
   * @param closed the case as it is to be kept; open still, or closed
   * @param audit null where nothing was wrong: then nothing but the case changes, and n stays
   */
  record Mending(
      LedgerPosition position,
      TargetKind targetKind,
      List<RowFix> rows,
      @Nullable Long total,
      RepairCase closed,
      @Nullable Repair audit) {

    /**
     * What is to be stored, by value: what the rows say; a counter has none, so its total, sealed.
     *
     * @param found counted again after the rows were put right
     */
    public SortedMap<String, Sum> sums(Recount found) {
      if (isOfRows(found)) {
        return found.counted();
      }
      SortedMap<String, Sum> sums = new TreeMap<>(found.stored());
      if (total != null) {
        sums.put(targetKind.kind(), new Sum(total, null));
      }
      sums.replaceAll(
          (value, sum) -> new Sum(sum.total(), RowDigest.ofTotal(targetKind, sum.total())));
      return sums;
    }

    /**
     * Whether rows are counted. A counter of which every event was skipped has nothing stored that
     * would say what it is.
     */
    public boolean isOfRows(Recount found) {
      return found.isRegister() && total == null;
    }
  }

  /**
   * A row that is not as it should be.
   *
   * @param right {@link Row#NONE} for one that should not be there; whatever its n, the commit that
   *     mends it is stored
   */
  record RowFix(Interaction interaction, Row right) {}

  /** A counter's token: see {@link dev.ovation.core.domain.EntryKey#ofToken}. */
  record TokenKey(TargetKind targetKind, String key) {}

  /** A register's row before and after. */
  record RowChange(Interaction interaction, Row before, Row after) {}

  /** A counter's token that is counted now. */
  record TokenChange(TokenKey token, Row after) {}

  /**
   * The values of a (target, kind) that the commit touched, with their counts after it. Every value
   * that a touched row held or holds is here, even if its count stays as it was, so that the stored
   * commit number tells when the (target, kind) was last touched. A count of 0 is kept as a row.
   */
  record CountChange(TargetKind targetKind, SortedMap<String, Long> after) {}

  /**
   * All that a commit writes.
   *
   * @param position the position after the commit
   * @param parked letters that are new
   * @param letters what becomes of older ones
   */
  record Changes(
      LedgerPosition position,
      List<RowChange> rows,
      List<CountChange> counts,
      List<TokenChange> tokens,
      List<DeadLetter> parked,
      LetterChanges letters) {
    public Changes(
        LedgerPosition position,
        List<RowChange> rows,
        List<CountChange> counts,
        List<TokenChange> tokens,
        List<DeadLetter> parked) {
      this(position, rows, counts, tokens, parked, LetterChanges.NONE);
    }
  }
}
