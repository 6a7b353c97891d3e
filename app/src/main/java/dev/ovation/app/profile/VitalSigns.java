package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.projection.Projection;
import dev.ovation.app.projection.ProjectionLag;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.port.Component.Health;
import java.time.Duration;

/** What the health of both profiles has in common. */
final class VitalSigns {
  private VitalSigns() {}

  static Health projection(OvationConfig config, Projection projection, ProjectionLag lag) {
    String failing = projection.failing();
    Duration age = lag.age(System.nanoTime());
    String figure = lag.events() + " events wait, the oldest for " + age.toMillis() + " ms";
    if (failing != null) {
      return Health.degraded("failing, and trying again: " + failing + "; " + figure);
    }
    return age.compareTo(config.alerts().projectionLag()) > 0
        ? Health.degraded(figure)
        : Health.up(figure);
  }

  static Health clock(OvationConfig config, HybridClock clock) {
    long ahead = clock.aheadMillis();
    String figure = "versions are " + ahead + " ms ahead of the wall clock";
    return ahead > config.alerts().clockAhead().toMillis()
        ? Health.degraded(figure + ": set the machine's clock")
        : Health.up(figure);
  }
}
