package dev.ovation.core.consistency;

import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Counts some (target, kind)s again. Those with more rows than told are left out, by their stored
 * counts, which is a look at one row each.
 */
final class RecountLeg implements Leg {
  private static final int AT_ONCE = 50;

  private final PassContext context;
  private final ArrayDeque<TargetKind> left;
  private final long rowsMax;

  RecountLeg(PassContext context, Collection<TargetKind> targetKinds, long rowsMax) {
    this.context = context;
    this.left = new ArrayDeque<>(targetKinds);
    this.rowsMax = rowsMax;
  }

  @Override
  public CompletableFuture<Took> step() {
    List<TargetKind> batch = left.stream().limit(AT_ONCE).toList();
    if (batch.isEmpty()) {
      return CompletableFuture.completedFuture(Took.DONE);
    }
    List<TargetKind> small = small(batch);
    long rows = batch.size();
    for (Recount recount : context.sweep.recount(small)) {
      rows += judge(context, recount);
    }
    context.count(What.RECOUNTED, small.size());
    context.count(What.TOO_LARGE, (long) batch.size() - small.size());
    for (int i = 0; i < batch.size(); i++) {
      left.remove();
    }
    return CompletableFuture.completedFuture(Took.of(left.isEmpty(), rows));
  }

  private List<TargetKind> small(List<TargetKind> batch) {
    if (rowsMax == Long.MAX_VALUE) {
      return batch;
    }
    List<LedgerAnswer> answers =
        context.watch.look(
            batch.stream().map(targetKind -> new LedgerQuery(targetKind, null, true)).toList());
    List<TargetKind> small = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (rows(answers.get(i)) <= rowsMax || isCounter(batch.get(i))) {
        small.add(batch.get(i));
      }
    }
    return small;
  }

  /** A counter's total is one row, however high it is. */
  private boolean isCounter(TargetKind targetKind) {
    return context.ports.kinds().find(targetKind.kind()) instanceof Kind.Counter;
  }

  private static long rows(LedgerAnswer answer) {
    return answer.counts() == null
        ? 0
        : answer.counts().byValue().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns how many rows were counted. */
  static long judge(PassContext context, Recount recount) {
    Suspicion suspicion = Recounts.judge(recount);
    if (suspicion != null) {
      context.wrong(suspicion);
    }
    return recount.counted().values().stream().mapToLong(Sum::total).sum();
  }
}
