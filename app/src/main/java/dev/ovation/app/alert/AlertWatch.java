package dev.ovation.app.alert;

import dev.ovation.app.config.OvationConfig.AlertsConfig;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of a process with whoever is told of them. Whoever drives it calls {@link #look} every
 * second. Thread-safe.
 */
public final class AlertWatch implements AutoCloseable {
  private static final Duration WEBHOOK_PAUSE = Duration.ofSeconds(1);

  private final Alerts alerts;
  private final @Nullable Webhook webhook;

  private AlertWatch(Alerts alerts, @Nullable Webhook webhook) {
    this.alerts = alerts;
    this.webhook = webhook;
  }

  /**
   * As configured.
   *
   * @param registry where the process publishes its figures, and its alerts
   * @param node who says so
   */
  public static AlertWatch of(
      AlertsConfig config, MeterRegistry registry, TimeSource time, String node) {
    Webhook webhook =
        config.webhook().isEmpty()
            ? null
            : new Webhook(URI.create(config.webhook()), node, WEBHOOK_PAUSE);
    Alerts alerts =
        new Alerts(
            new StandardRules(registry, time).rules(config),
            config.raiseAfter(),
            config.clearAfter(),
            registry,
            time,
            state -> {
              if (webhook != null) {
                webhook.tell(state);
              }
            });
    return new AlertWatch(alerts, webhook);
  }

  /** Looks at every value once. */
  public void look() {
    alerts.look();
  }

  /** All of them, raised or not. */
  public List<AlertState> states() {
    return alerts.states();
  }

  /** Degraded while any is raised. */
  public Health check() {
    return alerts.check();
  }

  /** What waits to be posted is not. */
  @Override
  public void close() {
    if (webhook != null) {
      webhook.close();
    }
  }
}
