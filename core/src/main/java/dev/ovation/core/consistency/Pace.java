package dev.ovation.core.consistency;

import dev.ovation.core.consistency.Leg.Took;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepTotals.Which;
import dev.ovation.core.port.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How fast a pass may go: after each step it rests for as long as the rate asks for, and at least
 * for as long as the step took, so that a slow ledger is asked less. Not thread-safe.
 */
final class Pace {
  private final Which which;
  private final PassFigures figures;
  private final SweepSettings settings;
  private final TimeSource time;
  private final SweepTotals totals;
  private PassFigures told;

  Pace(
      Which which,
      PassFigures figures,
      SweepSettings settings,
      TimeSource time,
      SweepTotals totals) {
    this.which = which;
    this.figures = figures;
    this.settings = settings;
    this.time = time;
    this.totals = totals;
    this.told = figures.copy();
  }

  /** Takes a step and tells how long to rest after it, in nanoseconds. */
  CompletableFuture<Long> timed(Supplier<CompletableFuture<Took>> step) {
    long began = time.nanos();
    return step.get().thenApply(took -> rest(took, time.nanos() - began));
  }

  private long rest(Took took, long busyNanos) {
    figures.add(What.BUSY_MICROS, TimeUnit.NANOSECONDS.toMicros(busyNanos));
    totals.add(which, told, figures);
    told = figures.copy();
    long due = took.rows() * TimeUnit.SECONDS.toNanos(1) / settings.rowsPerSecond();
    long rest = Math.max(due - busyNanos, busyNanos);
    return took.pause() ? Math.max(rest, settings.pause().toNanos()) : rest;
  }
}
