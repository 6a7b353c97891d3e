package dev.ovation.core.port;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Recount} of what a ledger reads, row by row: memory grows with the number of
 * values, not with that of rows. Used by one thread.
 */
public final class Recounting {
  private final TargetKind targetKind;
  private final SortedMap<String, Sum> stored = new TreeMap<>();
  private final SortedMap<String, Sum> counted = new TreeMap<>();
  private long touchedN;
  private long rowsRead;

  public Recounting(TargetKind targetKind) {
    this.targetKind = targetKind;
  }

  public TargetKind targetKind() {
    return targetKind;
  }

  /** How many rows it was told of, stored counts included. */
  public long rowsRead() {
    return rowsRead;
  }

  /**
   * Takes a stored count.
   *
   * @param sum what is stored; a digest of null was not summed yet
   * @param n the commit that wrote it
   */
  public void stored(String value, Sum sum, long n) {
    rowsRead++;
    touchedN = Math.max(touchedN, n);
    RowDigest digest = sum.digest();
    boolean isOfNone = sum.total() == 0 && (digest == null || digest.equals(RowDigest.ZERO));
    if (!isOfNone) {
      stored.put(value, sum);
    }
  }

  /** Takes a row, in any order; a tombstone counts for nothing. */
  public void row(String actor, @Nullable String value, long version, long atMillis) {
    rowsRead++;
    if (value != null) {
      RowDigest digest =
          RowDigest.of(
              new Interaction(targetKind, actor), new Row(value, version, atMillis, touchedN));
      Sum before = counted.getOrDefault(value, Sum.NONE);
      counted.put(value, before.plus(digest));
    }
  }

  /** What it was told of, all together. */
  public Recount recount(boolean isRegister, LedgerPosition position) {
    return new Recount(
        targetKind,
        isRegister,
        position,
        touchedN,
        Collections.unmodifiableSortedMap(stored),
        Collections.unmodifiableSortedMap(counted));
  }
}
