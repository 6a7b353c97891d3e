package dev.ovation.core.consistency;

import dev.ovation.core.consistency.Leg.Took;
import dev.ovation.core.domain.TargetKind;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A look at some (target, kind)s that somebody asked for: their rows and counts are counted again,
 * and what the hot store has of them is held against the ledger. The log is not read: what it tells
 * of one target is spread over all of it. Not thread-safe.
 */
public final class Checkup {
  private final PassContext context;
  private final Pass pass;

  Checkup(
      Sweeper.Ports ports,
      SweepSettings settings,
      CaseOpening cases,
      Collection<TargetKind> targetKinds) {
    this.context = new PassContext(ports, settings);
    this.pass =
        new Pass(
            context,
            cases,
            List.of(
                () -> new RecountLeg(context, targetKinds, Long.MAX_VALUE),
                () -> new HotLeg(context, targetKinds)));
  }

  public boolean isDone() {
    return pass.isAtItsEnd();
  }

  /** Takes a step, and tells how long to wait before the next, in nanoseconds. */
  public CompletableFuture<Long> step() {
    return pass.step().thenApply(this::pause);
  }

  private long pause(Took took) {
    return took.pause() ? context.settings.pause().toNanos() : 0;
  }

  public PassFigures figures() {
    return context.figures.copy();
  }

  /** All that was found, one for each (target, kind); cases are open of it. */
  public List<Suspicion> suspicions() {
    return context.everFound();
  }
}
