package dev.ovation.app.config;

import dev.ovation.app.config.OvationConfig.SweepConfig;
import dev.ovation.core.consistency.SweepCause;
import dev.ovation.core.port.ConsistencyLedger.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The settings of watching whether all views agree. Part of {@link Settings#CATALOG}. */
public final class ConsistencySettings {
  private static final Declarations DECLARED = new Declarations();
  private static final String AUTO = "auto";

  public static final Setting<Integer> WATCH_RATE =
      DECLARED.setting(
          "consistency.watch-rate",
          ScalarTypes.integer(0, 100_000),
          250,
          "Events a second that are looked for again in ledger and hot store, 1 s, 10 s, 60 s and"
              + " 300 s later; more are sampled, and each that is watched takes some 300 bytes of"
              + " heap for 5 minutes. 0 watches nothing.");
  public static final Setting<Duration> RETENTION =
      DECLARED.setting(
          "consistency.retention",
          ScalarTypes.duration(Duration.ofDays(1), Duration.ofDays(3_650)),
          Duration.ofDays(30),
          "How long findings and the figures of hours are kept in the ledger.");

  public static final Setting<Duration> SWEEP_INTERVAL =
      DECLARED.setting(
          "consistency.sweep-interval",
          ScalarTypes.duration(Duration.ofMillis(100), Duration.ofDays(1)),
          Duration.ofSeconds(60),
          "Rest between two passes over what changed: the log's new events, what they touched, and"
              + " what is asked for most, in ledger and hot store.");
  public static final Setting<Duration> FULL_SWEEP_INTERVAL =
      DECLARED.setting(
          "consistency.full-sweep-interval",
          ScalarTypes.duration(Duration.ZERO, Duration.ofDays(3_650)),
          Duration.ofHours(24),
          "Rest between two passes over everything. 0s makes none but those that are asked for.");
  public static final Setting<Integer> SWEEP_RATE =
      DECLARED.setting(
          "consistency.sweep-rate",
          ScalarTypes.integer(100, 10_000_000),
          20_000,
          "Rows, events and items of the hot store a second that a pass reads at most.");
  public static final Setting<String> REPAIR =
      DECLARED.setting(
          "consistency.repair",
          ScalarTypes.oneOf(AUTO, "report-only"),
          AUTO,
          "What becomes of what is found wrong: auto mends it, report-only holds it until somebody"
              + " says so.");
  public static final Setting<List<String>> REPORT_ONLY =
      DECLARED.setting(
          "consistency.report-only",
          new TextsType("a cause, for example hot-count", String.join("|", causes())),
          List.of(),
          "Causes of which what is found is held although the rest is mended; docs/OPERATIONS.md"
              + " names them.");
  public static final Setting<Integer> REPAIR_MAX =
      DECLARED.setting(
          "consistency.repair-max",
          ScalarTypes.integer(1, 1_000_000),
          2_000,
          "Cases an hour. Where more are found, all are held until somebody has looked: see"
              + " docs/OPERATIONS.md.");

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL = DECLARED.all();

  private ConsistencySettings() {}

  /** All causes that a sweep or a watcher tells. */
  private static Set<String> causes() {
    Set<String> causes = new TreeSet<>();
    for (SweepCause cause : SweepCause.values()) {
      causes.add(cause.text());
    }
    for (Cause cause : Cause.values()) {
      causes.add(cause.text());
    }
    return causes;
  }

  static SweepConfig sweep(EffectiveSettings s) {
    return new SweepConfig(
        s.get(SWEEP_INTERVAL),
        s.get(FULL_SWEEP_INTERVAL),
        s.get(SWEEP_RATE),
        s.get(REPAIR).equals(AUTO),
        Set.copyOf(s.get(REPORT_ONLY)),
        s.get(REPAIR_MAX));
  }
}
