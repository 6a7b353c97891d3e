package dev.ovation.app.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Rate, errors and a latency histogram for each route, by class of status. Thread-safe; recording
 * looks nothing up by name.
 */
final class RouteMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
    Duration.ofMillis(15), Duration.ofMillis(30), Duration.ofMillis(100), Duration.ofMillis(300),
    Duration.ofSeconds(1), Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final Map<String, AtomicReferenceArray<Timer>> timers = new HashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();

  RouteMetrics(MeterRegistry registry, Iterable<Route> routes) {
    this.registry = registry;
    for (Route route : routes) {
      timers.put(route.key(), new AtomicReferenceArray<>(6));
    }
    timers.put(Route.NONE.key(), new AtomicReferenceArray<>(6));
    registry.gauge("ovation.http.in.flight", inFlight);
  }

  void started() {
    inFlight.incrementAndGet();
  }

  void ended(Route route, int status, long nanos) {
    inFlight.decrementAndGet();
    AtomicReferenceArray<Timer> ofRoute = timers.get(route.key());
    if (ofRoute == null) {
      return;
    }
    int statusClass = Math.min(status / 100, 5);
    Timer timer = ofRoute.get(statusClass);
    if (timer == null) {
      timer = timer(route, statusClass);
      ofRoute.set(statusClass, timer);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  int inFlight() {
    return inFlight.get();
  }

  private Timer timer(Route route, int statusClass) {
    return Timer.builder("ovation.http.requests")
        .description("Requests by route and class of status")
        .tag("method", route.method().isEmpty() ? "any" : route.method())
        .tag("route", route.template())
        .tag("status", statusClass + "xx")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
