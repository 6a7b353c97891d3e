package dev.ovation.app.config;

import java.time.Duration;
import java.util.List;

/** The settings of watching whether all views agree. Part of {@link Settings#CATALOG}. */
public final class ConsistencySettings {
  private static final Declarations DECLARED = new Declarations();

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

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL = DECLARED.all();

  private ConsistencySettings() {}
}
