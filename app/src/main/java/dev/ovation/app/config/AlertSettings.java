package dev.ovation.app.config;

import java.time.Duration;
import java.util.List;

/** The settings of when somebody is to be told. Part of {@link Settings#CATALOG}. */
public final class AlertSettings {
  private static final int PERCENT = 100;
  private static final Declarations DECLARED = new Declarations();

  public static final Setting<Duration> PROJECTION_LAG =
      DECLARED.setting(
          "alerts.projection-lag",
          ScalarTypes.duration(Duration.ofMillis(100), Duration.ofDays(1)),
          Duration.ofSeconds(30),
          "Health is degraded while the oldest event that waits for the ledger is older.");
  public static final Setting<DataSize> DISK_FREE =
      DECLARED.setting(
          "alerts.disk-free",
          ScalarTypes.size(DataSize.ofMebibytes(1), DataSize.ofGibibytes(1024)),
          DataSize.ofMebibytes(256),
          "Health is degraded while the disk of the data directory has less space free.");
  public static final Setting<Duration> CLOCK_AHEAD =
      DECLARED.setting(
          "alerts.clock-ahead",
          ScalarTypes.duration(Duration.ofMillis(1), Duration.ofHours(1)),
          Duration.ofSeconds(1),
          "Health is degraded while versions are further ahead of the wall clock: it was set back.");
  public static final Setting<Integer> WRONG_MAX =
      DECLARED.setting(
          "alerts.wrong-answers",
          ScalarTypes.integer(1, 1_000_000),
          1,
          "An alert is raised when so many looks of the watcher within 10 minutes find a view wrong.");
  public static final Setting<Integer> BEHIND_PERCENT =
      DECLARED.setting(
          "alerts.behind-percent",
          ScalarTypes.integer(1, PERCENT),
          1,
          "An alert is raised when so many of a hundred events are not in a view a minute later.");
  public static final Setting<Integer> ERROR_PERCENT =
      DECLARED.setting(
          "alerts.error-percent",
          ScalarTypes.integer(1, PERCENT),
          5,
          "An alert is raised when so many of a hundred requests of a minute are answered by 5xx.");
  public static final Setting<Duration> LATENCY =
      DECLARED.setting(
          "alerts.latency",
          ScalarTypes.duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
          Duration.ofSeconds(1),
          "An alert is raised when one of a hundred requests of a minute takes as long.");
  public static final Setting<Integer> PARKED_MAX =
      DECLARED.setting(
          "alerts.parked-events",
          ScalarTypes.integer(1, 1_000_000),
          1,
          "An alert is raised when so many events are parked in the dead letters.");
  public static final Setting<Integer> HIT_PERCENT =
      DECLARED.setting(
          "alerts.hit-percent",
          ScalarTypes.integer(0, PERCENT),
          0,
          "An alert is raised when fewer of a hundred looks of a minute are answered by the hot store"
              + " without the ledger; an import of new targets has few. 0: never.");
  public static final Setting<Duration> RAISE_AFTER =
      DECLARED.setting(
          "alerts.raise-after",
          ScalarTypes.duration(Duration.ZERO, Duration.ofHours(1)),
          Duration.ofSeconds(15),
          "How long a value must be bad without a break before its alert is raised.");
  public static final Setting<Duration> CLEAR_AFTER =
      DECLARED.setting(
          "alerts.clear-after",
          ScalarTypes.duration(Duration.ZERO, Duration.ofHours(1)),
          Duration.ofMinutes(1),
          "How long a value must be good, by a tenth of its threshold, before its alert is over.");
  public static final Setting<String> WEBHOOK =
      DECLARED.setting(
          "alerts.webhook",
          ScalarTypes.httpUrlOrNothing(),
          "",
          "Where each alert that is raised or over is posted to, as JSON. Empty: nowhere.");

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL = DECLARED.all();

  private AlertSettings() {}
}
