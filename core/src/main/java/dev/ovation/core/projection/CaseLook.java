package dev.ovation.core.projection;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A case as one transaction of the partition's owner sees it.
 *
 * @param evidence what was found before
 * @param position of the partition
 * @param recount of the (target, kind)
 */
record CaseLook(
    LedgerTransaction transaction,
    int partition,
    RepairCase repairCase,
    Evidence evidence,
    LedgerPosition position,
    Recount recount) {

  /**
   * What there is to judge by.
   *
   * @param truth what the log says, read as far as the ledger is; null when it was not read
   * @param hot what the hot store was seen to hold; null when it can't be asked
   * @param staleViews what is wrong in views of actors, in words; empty when nothing is known to be
   */
  record Evidence(
      @Nullable LogTruth truth, @Nullable HotLook hot, String staleViews, long nowMillis) {}

  /** Looks. */
  static CaseLook at(
      LedgerTransaction transaction, int partition, RepairCase repairCase, Evidence evidence) {
    return new CaseLook(
        transaction,
        partition,
        repairCase,
        evidence,
        transaction.position(),
        transaction.recount(repairCase.targetKind()));
  }

  TargetKind targetKind() {
    return repairCase.targetKind();
  }

  /** False for a counter. */
  boolean isRegister() {
    return recount.isRegister() && !isUnseenCounter();
  }

  /** A counter all of whose events were skipped: the ledger has never heard of it. */
  private boolean isUnseenCounter() {
    LogTruth truth = evidence.truth();
    if (truth == null || !recount.stored().isEmpty() || !recount.counted().isEmpty()) {
      return false;
    }
    Long total = truth.total(targetKind(), outbox());
    return total != null && total != 0;
  }

  /** Whether only the log can tell. */
  boolean needsLog() {
    return !(isDigestRight() && Causes.trustsDigests(repairCase.cause(), recount.isRegister()))
        && !isOnlyNotSummed();
  }

  /** Nobody doubts what is stored, and what can be told of it agrees: it is summed as it is. */
  private boolean isOnlyNotSummed() {
    return repairCase.cause().equals(Causes.NOT_SUMMED) && recount.agrees();
  }

  /** Whether nothing is wrong but that some of it was never summed, which is what was asked for. */
  boolean isToBeSummed() {
    return isOnlyNotSummed() && recount.isNotSummed();
  }

  /** Whether the digests are those of the rows, or the seal that of the total. */
  boolean isDigestRight() {
    if (recount.stored().values().stream().anyMatch(sum -> sum.digest() == null)) {
      return false;
    }
    if (!recount.isRegister()) {
      return recount.agrees();
    }
    Set<String> values = new LinkedHashSet<>(recount.stored().keySet());
    values.addAll(recount.counted().keySet());
    return values.stream()
        .allMatch(
            value ->
                digests(recount.stored().getOrDefault(value, Sum.NONE))
                    .equals(digests(recount.counted().getOrDefault(value, Sum.NONE))));
  }

  private static String digests(Sum sum) {
    return String.valueOf(sum.digest());
  }

  /** The newest checkpoint of a counter; null where there is none. */
  @Nullable LedgerCheckpoint checkpoint() {
    return transaction instanceof ClusterTransaction shared
        ? shared.checkpoints(List.of(targetKind())).getFirst()
        : null;
  }

  /** What is committed, and not in the log yet. */
  List<Event> outbox() {
    return transaction instanceof ClusterTransaction shared
        ? shared.outboxAfter(0).stream().map(row -> row.event()).toList()
        : List.of();
  }

  /** The counts that are stored. */
  Map<String, Long> stored() {
    TreeMap<String, Long> totals = new TreeMap<>();
    recount.stored().forEach((value, sum) -> totals.put(value, sum.total()));
    return totals;
  }

  /** What is wrong where the rows are right; empty when nothing is. */
  String causeOfCounts() {
    if (recount.agrees()) {
      return isToBeSummed() ? Causes.NOT_SUMMED : "";
    }
    TreeMap<String, Long> counted = new TreeMap<>();
    recount.counted().forEach((value, sum) -> counted.put(value, sum.total()));
    boolean totalsAgree = Counts.of(stored()).equals(Counts.of(counted));
    return totalsAgree ? Causes.DIGEST_ONLY : Causes.WRONG_COUNT;
  }
}
