package dev.ovation.core.consistency;

import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Judges what was counted again. Each recount is of one snapshot, so once is enough. */
public final class Recounts {
  private Recounts() {}

  /** What is to be put right in a ledger by itself; null when all agrees and is summed. */
  public static @Nullable Suspicion toRebuild(Recount recount) {
    if (recount.agrees() && !recount.isNotSummed()) {
      return null;
    }
    return new Suspicion(
        recount.targetKind(),
        recount.agrees() ? SweepLedger.NOT_SUMMED : "wrong-count",
        evidence(recount));
  }

  /** Null when all of it agrees. */
  static @Nullable Suspicion judge(Recount recount) {
    return recount.agrees()
        ? null
        : new Suspicion(recount.targetKind(), cause(recount), evidence(recount));
  }

  private static SweepCause cause(Recount recount) {
    if (!recount.isRegister()) {
      return SweepCause.TOTAL_DIFFERS;
    }
    boolean sameRows = true;
    TreeSet<String> values = new TreeSet<>(recount.stored().keySet());
    values.addAll(recount.counted().keySet());
    for (String value : values) {
      Sum stored = recount.stored().getOrDefault(value, Sum.NONE);
      Sum counted = recount.counted().getOrDefault(value, Sum.NONE);
      sameRows &=
          stored.digest() == null
              || counted.digest() == null
              || Objects.equals(stored.digest(), counted.digest());
    }
    long storedRows = rows(recount.stored());
    long countedRows = rows(recount.counted());
    if (sameRows) {
      return SweepCause.COUNT_DIFFERS;
    }
    if (countedRows == storedRows) {
      return SweepCause.ROWS_DIFFER;
    }
    return countedRows < storedRows ? SweepCause.LOST_ROW : SweepCause.EXTRA_ROW;
  }

  private static long rows(SortedMap<String, Sum> sums) {
    return sums.values().stream().mapToLong(Sum::total).sum();
  }

  private static String evidence(Recount recount) {
    return "stored "
        + text(recount.stored())
        + (recount.isRegister() ? ", rows " + text(recount.counted()) : "")
        + "; touched by commit "
        + recount.touchedN()
        + ", seen at commit "
        + recount.position().n()
        + ", offset "
        + recount.position().h();
  }

  private static String text(SortedMap<String, Sum> sums) {
    StringBuilder text = new StringBuilder("{");
    sums.forEach(
        (value, sum) ->
            text.append(text.length() == 1 ? "" : ", ")
                .append(value)
                .append(' ')
                .append(sum.total())
                .append(sum.digest() == null ? "" : " #" + shortened(sum)));
    return text.append('}').toString();
  }

  private static String shortened(Sum sum) {
    return String.valueOf(sum.digest()).substring(0, 8);
  }
}
