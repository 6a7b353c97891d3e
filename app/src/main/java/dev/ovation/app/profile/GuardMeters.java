package dev.ovation.app.profile;

import dev.ovation.adapters.guard.Breaker;
import dev.ovation.core.engine.NearReads;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Meters of what stands between a node and its engines: circuit breakers, and counts kept near. */
final class GuardMeters {
  private GuardMeters() {}

  static void bind(MeterRegistry registry, List<Breaker> breakers) {
    for (Breaker breaker : breakers) {
      Gauge.builder("ovation.circuit.state", breaker, each -> each.state().level())
          .tag("circuit", breaker.name())
          .description("0 closed, 1 half-open, 2 open")
          .register(registry);
    }
  }

  static void bind(MeterRegistry registry, NearReads near) {
    FunctionCounter.builder("ovation.near.hits", near, each -> each.stats().hits())
        .description("Counts that were told from the near cache, or with another reader's question")
        .register(registry);
    FunctionCounter.builder("ovation.near.misses", near, each -> each.stats().misses())
        .description("Counts without a key that had to be asked for")
        .register(registry);
    Gauge.builder("ovation.near.entries", near, each -> each.stats().entries())
        .description("Counts that the near cache holds")
        .register(registry);
  }
}
