package dev.ovation.core.consistency;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweepLedger.Edit;
import dev.ovation.core.port.SweepLedger.Recount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Counts again what was changed past the product, however many rows it has: its stored counts,
 * which could tell, may be what was changed. So a step takes few. The marks go only once what they
 * led to is a case: until then a crash leaves them.
 */
final class EditsLeg implements Leg {
  private static final int EDITS_MAX = 100;

  private final PassContext context;
  private final CaseOpening cases;

  EditsLeg(PassContext context, CaseOpening cases) {
    this.context = context;
    this.cases = cases;
  }

  @Override
  public CompletableFuture<Took> step() {
    List<Edit> edits = context.sweep.edits(EDITS_MAX);
    if (edits.isEmpty()) {
      return CompletableFuture.completedFuture(Took.DONE);
    }
    Map<TargetKind, Edit> last = new LinkedHashMap<>();
    edits.forEach(edit -> last.put(edit.targetKind(), edit));
    long rows = edits.size();
    for (Recount recount : context.sweep.recount(List.copyOf(last.keySet()))) {
      Suspicion suspicion = Recounts.judge(recount);
      if (suspicion != null) {
        Edit edit = last.get(recount.targetKind());
        String evidence = suspicion.evidence() + (edit == null ? "" : "; noted: " + edit.what());
        context.wrong(new Suspicion(recount.targetKind(), suspicion.cause(), evidence));
      }
      rows += recount.counted().values().stream().mapToLong(sum -> sum.total()).sum();
    }
    context.count(PassFigures.What.RECOUNTED, last.size());
    cases.open(context);
    context.sweep.forgetEdits(edits.getLast().id());
    return CompletableFuture.completedFuture(Took.of(edits.size() < EDITS_MAX, rows));
  }
}
