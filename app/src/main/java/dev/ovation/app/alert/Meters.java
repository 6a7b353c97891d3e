package dev.ovation.app.alert;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.search.Search;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Reads the figures that both profiles publish. What is not published is nothing. */
final class Meters {
  private static final String REQUESTS = "ovation.http.requests";

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A gauge; not a number when there is none. */
  double gauge(String name) {
    Gauge gauge = registry.find(name).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  /** The sum of all counters of a name whose tags are these, as key and value in turn. */
  double count(String name, String... tags) {
    Search search = registry.find(name).tags(tags);
    return search.functionCounters().stream().mapToDouble(FunctionCounter::count).sum();
  }

  /** Requests that were answered so. */
  double requests(String status) {
    return registry.find(REQUESTS).tag("status", status).timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  double requests() {
    return registry.find(REQUESTS).timers().stream().mapToLong(Timer::count).sum();
  }

  /** How many requests took no longer than so many seconds, by seconds. */
  Map<Double, Double> requestsWithin() {
    Map<Double, Double> within = new TreeMap<>();
    for (Timer timer : registry.find(REQUESTS).timers()) {
      for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
        within.merge(bucket.bucket(TimeUnit.SECONDS), bucket.count(), Double::sum);
      }
    }
    return within;
  }
}
