package dev.ovation.app.consistency;

import dev.ovation.core.consistency.Coverage;
import dev.ovation.core.consistency.Totals;
import dev.ovation.core.consistency.Totals.Checks;
import dev.ovation.core.port.ConsistencyLedger.View;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures of a watcher since its process began. */
public final class WatcherMeters {
  private WatcherMeters() {}

  public static void bind(MeterRegistry registry, Totals totals, List<Duration> windows) {
    for (int window = 0; window < windows.size(); window++) {
      String length = windows.get(window).toSeconds() + "s";
      for (View view : View.values()) {
        Checks checks = totals.checks(window, view);
        counter(
            registry,
            "checked",
            "Looks for an event",
            view,
            length,
            checks,
            c -> c.checked().sum());
        counter(
            registry,
            "behind",
            "Looks for an event that was in flight",
            view,
            length,
            checks,
            c -> c.behind().sum());
        counter(
            registry,
            "wrong",
            "Looks for an event that was lost",
            view,
            length,
            checks,
            c -> c.wrong().sum());
      }
    }
    for (Coverage what : Coverage.values()) {
      FunctionCounter.builder("ovation.consistency.events", totals, t -> t.covered(what))
          .tag("what", what.text())
          .description("What became of events and checks")
          .register(registry);
    }
    Gauge.builder("ovation.consistency.watched", totals, Totals::watched)
        .description("Events that are watched now")
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry,
      String name,
      String description,
      View view,
      String window,
      Checks checks,
      ToDoubleFunction<Checks> value) {
    FunctionCounter.builder("ovation.consistency." + name, checks, value)
        .tag("view", view.text())
        .tag("window", window)
        .description(description)
        .register(registry);
  }
}
