package dev.ovation.app.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.config.ConfigSources;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.core.sim.SimTime;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What each rule makes of the figures that a process publishes. */
class StandardRulesTest {
  private final SimTime time = new SimTime();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, Rule> rules =
      new StandardRules(registry, time)
          .rules(OvationConfig.load(ConfigSources.NONE, 1L << 30).config().alerts()).stream()
              .collect(Collectors.toMap(Rule::name, rule -> rule));

  private double value(String rule) {
    time.advance(Duration.ofSeconds(1));
    return rule(rule).value().getAsDouble();
  }

  private Rule rule(String name) {
    return Objects.requireNonNull(rules.get(name));
  }

  private Timer requests(String status) {
    return Timer.builder("ovation.http.requests")
        .tag("status", status)
        .serviceLevelObjectives(
            Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
        .register(registry);
  }

  private AtomicLong counter(String name, String... tags) {
    AtomicLong figure = new AtomicLong();
    FunctionCounter.builder(name, figure, AtomicLong::get).tags(tags).register(registry);
    return figure;
  }

  @Test
  void errorsAreAShareOfTheLastMinutesRequests() {
    assertThat(value("errors")).isNaN();
    Timer fine = requests("2xx");
    Timer failed = requests("5xx");
    value("errors");
    for (int i = 0; i < 90; i++) {
      fine.record(Duration.ofMillis(1));
    }
    assertThat(value("errors")).as("too few to say").isNaN();
    for (int i = 0; i < 10; i++) {
      failed.record(Duration.ofMillis(1));
    }
    assertThat(value("errors")).isEqualTo(10);

    time.advance(Duration.ofMinutes(2));
    assertThat(value("errors")).as("long ago").isNaN();
  }

  @Test
  void latencyIsTheBucketThatHoldsTheSlowestOfAHundred() {
    Timer timer = requests("2xx");
    value("latency");
    for (int i = 0; i < 1_000; i++) {
      timer.record(Duration.ofMillis(i < 980 ? 5 : 50));
    }
    assertThat(value("latency")).isEqualTo(0.1);
    for (int i = 0; i < 100; i++) {
      timer.record(Duration.ofSeconds(3));
    }
    assertThat(value("latency")).as("past the last bucket").isEqualTo(2);
  }

  @Test
  void behindAndWrongAreOfTheWatchersLooks() {
    AtomicLong checked = counter("ovation.consistency.checked", "window", "60s", "view", "hot");
    AtomicLong behind = counter("ovation.consistency.behind", "window", "60s", "view", "hot");
    counter("ovation.consistency.behind", "window", "1s", "view", "hot").set(900);
    AtomicLong wrong = counter("ovation.consistency.wrong", "window", "1s", "view", "ledger");
    value("behind");
    value("wrong-answers");
    checked.set(1_000);
    behind.set(20);
    wrong.set(3);
    assertThat(value("behind")).isEqualTo(2);
    assertThat(value("wrong-answers")).isEqualTo(3);
  }

  @Test
  void hitRateIsOfTheLastMinute() {
    AtomicLong hits = counter("ovation.hot.hits");
    AtomicLong misses = counter("ovation.hot.misses");
    hits.set(1_000_000);
    value("hit-rate");
    hits.addAndGet(30);
    misses.addAndGet(170);
    assertThat(value("hit-rate")).isEqualTo(15);
  }

  @Test
  void lagAndParkedEventsAreGauges() {
    assertThat(value("projection-lag")).isNaN();
    Gauge.builder("ovation.projection.lag", () -> 42).register(registry);
    Gauge.builder("ovation.deadletters.parked", () -> 2).register(registry);
    Counter.builder("ovation.other").register(registry);
    assertThat(value("projection-lag")).isEqualTo(42);
    assertThat(rule("projection-lag").isBad(value("projection-lag"))).isTrue();
    assertThat(rule("parked-events").isBad(value("parked-events"))).isTrue();
  }
}
