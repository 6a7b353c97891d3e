package dev.ovation.app.consistency;

import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepTotals;
import dev.ovation.core.consistency.SweepTotals.Which;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** The figures of a sweeper since its process began. */
public final class SweepMeters {
  private SweepMeters() {}

  /**
   * Publishes them.
   *
   * @param held how many cases wait for somebody
   */
  public static void bind(MeterRegistry registry, SweepTotals totals, LongSupplier held) {
    for (Which which : Which.values()) {
      FunctionCounter.builder("ovation.sweep.passes", totals, t -> t.passes(which))
          .tag("pass", which.text())
          .description("Passes that came to their end")
          .register(registry);
      for (What what : What.values()) {
        if (what != What.STARTED && what != What.ENDED) {
          FunctionCounter.builder("ovation.sweep." + what.text(), totals, t -> t.sum(which, what))
              .tag("pass", which.text())
              .description("What passes read, compared and found, see docs/OPERATIONS.md")
              .register(registry);
        }
      }
    }
    Gauge.builder("ovation.cases.held", held, LongSupplier::getAsLong)
        .description("Cases that wait for somebody")
        .register(registry);
  }
}
