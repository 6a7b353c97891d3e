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
 * Counts some (target, kind)s again, in steps of about as many rows as a step may read: how many
 * each has is told by its stored counts, which are looked at first. Those with more rows than told
 * are left out.
 */
final class RecountLeg implements Leg {
  private static final int LOOKS_AT_ONCE = 500;

  private final PassContext context;
  private final ArrayDeque<TargetKind> left;
  private final ArrayDeque<Sized> sized = new ArrayDeque<>();
  private final long rowsMax;

  private record Sized(TargetKind targetKind, long rows) {}

  RecountLeg(PassContext context, Collection<TargetKind> targetKinds, long rowsMax) {
    this.context = context;
    this.left = new ArrayDeque<>(targetKinds);
    this.rowsMax = rowsMax;
  }

  @Override
  public CompletableFuture<Took> step() {
    long rows = sized.isEmpty() ? look() : count();
    return CompletableFuture.completedFuture(Took.of(left.isEmpty() && sized.isEmpty(), rows));
  }

  private long look() {
    List<TargetKind> asked = left.stream().limit(LOOKS_AT_ONCE).toList();
    if (asked.isEmpty()) {
      return 0;
    }
    List<LedgerAnswer> answers =
        context.watch.look(
            asked.stream().map(targetKind -> new LedgerQuery(targetKind, null, true)).toList());
    for (int i = 0; i < asked.size(); i++) {
      TargetKind targetKind = left.remove();
      long rows = isCounter(targetKind) ? 1 : rows(answers.get(i));
      if (rows <= rowsMax) {
        sized.add(new Sized(targetKind, rows));
      } else {
        context.count(What.TOO_LARGE, 1);
      }
    }
    return asked.size();
  }

  /** As many as have so many rows together; one at the least, however large it is. */
  private long count() {
    List<TargetKind> batch = new ArrayList<>();
    long room = context.settings.rowsPerStep();
    for (Sized next : sized) {
      if (next.rows() > room && !batch.isEmpty()) {
        break;
      }
      batch.add(next.targetKind());
      room -= next.rows();
    }
    long rows = 0;
    for (Recount recount : context.sweep.recount(batch)) {
      rows += judge(context, recount);
    }
    context.count(What.RECOUNTED, batch.size());
    batch.forEach(done -> sized.remove());
    return rows;
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
