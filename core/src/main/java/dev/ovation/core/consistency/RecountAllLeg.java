package dev.ovation.core.consistency;

import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.port.SweepLedger.RecountPage;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Counts everything again, page by page. */
final class RecountAllLeg implements Leg {
  private final PassContext context;
  private @Nullable String cursor;

  /**
   * @param cursor where to go on; null to begin
   */
  RecountAllLeg(PassContext context, @Nullable String cursor) {
    this.context = context;
    this.cursor = cursor;
  }

  /** Where it goes on; null at its beginning and at its end. */
  @Nullable String cursor() {
    return cursor;
  }

  @Override
  public CompletableFuture<Took> step() {
    RecountPage page = context.sweep.recountAfter(cursor, context.settings.rowsPerStep());
    page.recounts().forEach(recount -> RecountLeg.judge(context, recount));
    context.count(What.RECOUNTED, page.recounts().size());
    cursor = page.next();
    return CompletableFuture.completedFuture(Took.of(cursor == null, page.rowsRead()));
  }
}
