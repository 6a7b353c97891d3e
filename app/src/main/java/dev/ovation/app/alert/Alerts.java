package dev.ovation.app.alert;

import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.TimeSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rules and how they stand. Thread-safe; whoever drives them calls {@link #look} every second. */
final class Alerts {
  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  private final TimeSource time;
  private final List<Alert> alerts = new ArrayList<>();
  private final Consumer<AlertState> told;
  private volatile List<AlertState> states = List.of();

  /**
   * @param told hears of each alert that is raised or ended; must not block
   */
  Alerts(
      List<Rule> rules,
      Duration raiseAfter,
      Duration clearAfter,
      MeterRegistry registry,
      TimeSource time,
      Consumer<AlertState> told) {
    this.time = time;
    this.told = told;
    for (int i = 0; i < rules.size(); i++) {
      alerts.add(new Alert(rules.get(i), raiseAfter, clearAfter));
      gauge(registry, rules.get(i).name(), i);
    }
    states = alerts.stream().map(Alert::state).toList();
  }

  private void gauge(MeterRegistry registry, String name, int index) {
    Gauge.builder("ovation.alert.raised", this, all -> all.states.get(index).raised() ? 1 : 0)
        .tag("alert", name)
        .description("1 while the alert is raised")
        .register(registry);
  }

  /** Looks at every value once. */
  synchronized void look() {
    List<AlertState> changed = new ArrayList<>();
    for (Alert alert : alerts) {
      if (alert.look(time.nanos(), time.millis())) {
        changed.add(alert.state());
      }
    }
    states = alerts.stream().map(Alert::state).toList();
    for (AlertState state : changed) {
      if (state.raised()) {
        LOG.warn("alert raised: {}", state.text());
      } else {
        LOG.info("alert over: {}", state.text());
      }
      told.accept(state);
    }
  }

  /** All of them, raised or not. */
  List<AlertState> states() {
    return states;
  }

  /** Degraded while any is raised. */
  Health check() {
    List<String> raised = states.stream().filter(AlertState::raised).map(AlertState::text).toList();
    return raised.isEmpty()
        ? Health.up("none of " + states.size() + " alerts is raised")
        : Health.degraded(String.join("; ", raised));
  }
}
