package dev.ovation.app.alert;

import dev.ovation.app.alert.Rule.Side;
import dev.ovation.app.config.OvationConfig.AlertsConfig;
import dev.ovation.core.port.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What every process alerts of. Used by one thread. */
final class StandardRules {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration CONSISTENCY_WINDOW = Duration.ofMinutes(10);
  private static final double PERCENT = 100;
  private static final double QUANTILE = 0.99;

  /** Shares of fewer requests say nothing. */
  private static final double REQUESTS_MIN = 100;

  private final Meters meters;
  private final TimeSource time;
  private final Growth wrong = new Growth(CONSISTENCY_WINDOW);
  private final Growth behind = new Growth(CONSISTENCY_WINDOW);
  private final Growth failed = new Growth(MINUTE);
  private final Growth slow = new Growth(MINUTE);
  private final Growth looks = new Growth(MINUTE);

  StandardRules(MeterRegistry registry, TimeSource time) {
    this.meters = new Meters(registry);
    this.time = time;
  }

  List<Rule> rules(AlertsConfig config) {
    return List.of(
        new Rule(
            "wrong-answers",
            Side.ABOVE,
            config.wrongMax(),
            "looks in 10 minutes",
            "a view did not show what the log holds; ovation report names the findings",
            this::wrong),
        new Rule(
            "behind",
            Side.ABOVE,
            config.behindPercent(),
            "% of looks a minute after the write",
            "views are late; see projector in /health",
            this::behind),
        new Rule(
            "projection-lag",
            Side.ABOVE,
            config.projectionLag().toMillis() / 1e3,
            "seconds",
            "the oldest event that waits for the ledger; see projector and ledger in /health",
            () -> meters.gauge("ovation.projection.lag")),
        new Rule(
            "errors",
            Side.ABOVE,
            config.errorPercent(),
            "% of requests in a minute",
            "requests answered by 5xx; /health says what is down",
            this::errors),
        new Rule(
            "latency",
            Side.ABOVE,
            config.latency().toMillis() / 1e3,
            "seconds (p99 of a minute, rounded up to a bucket)",
            "answers are slow; see which route is in /metrics",
            this::latency),
        new Rule(
            "parked-events",
            Side.ABOVE,
            config.parkedMax(),
            "dead letters",
            "events that could not be applied; ovation dead-letters list shows them",
            () -> meters.gauge("ovation.deadletters.parked")),
        new Rule(
            "hit-rate",
            Side.BELOW,
            config.hitPercent(),
            "% of looks in a minute",
            "the hot store is cold or too small; see /cache/stats and hot.bytes-max",
            this::hits));
  }

  private double wrong() {
    return wrong.sample(time.nanos(), meters.count("ovation.consistency.wrong"))[0];
  }

  private double behind() {
    String[] window = {"window", "60s"};
    double[] grown =
        behind.sample(
            time.nanos(),
            meters.count("ovation.consistency.behind", window),
            meters.count("ovation.consistency.checked", window));
    return share(grown[0], grown[1]);
  }

  private double errors() {
    double[] grown = failed.sample(time.nanos(), meters.requests("5xx"), meters.requests());
    return share(grown[0], grown[1]);
  }

  private double hits() {
    double hits = meters.count("ovation.hot.hits");
    double[] grown = looks.sample(time.nanos(), hits, hits + meters.count("ovation.hot.misses"));
    return share(grown[0], grown[1]);
  }

  private static double share(double part, double whole) {
    return whole < REQUESTS_MIN ? Double.NaN : PERCENT * part / whole;
  }

  /** The smallest bucket that so many of the requests were in. */
  private double latency() {
    Map<Double, Double> within = meters.requestsWithin();
    double[] figures = new double[within.size() + 1];
    figures[0] = meters.requests();
    int i = 1;
    for (double count : within.values()) {
      figures[i++] = count;
    }
    double[] grown = slow.sample(time.nanos(), figures);
    if (grown[0] < REQUESTS_MIN) {
      return Double.NaN;
    }
    i = 1;
    double last = 0;
    for (double seconds : within.keySet()) {
      last = seconds;
      if (grown[i++] >= QUANTILE * grown[0]) {
        return seconds;
      }
    }
    // Slower than the last bucket; that it is slower by much nobody can tell.
    return 2 * last;
  }
}
