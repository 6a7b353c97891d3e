package dev.ovation.app.config;

import dev.ovation.app.config.Settings.LogFormat;
import dev.ovation.app.config.Settings.LogLevel;
import dev.ovation.core.domain.Kinds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The whole configuration, typed and checked. Each part is what one piece of the program needs. */
public record OvationConfig(
    DataConfig data,
    ServerConfig server,
    List<ApiKey> keys,
    LimitsConfig limits,
    Kinds kinds,
    LogConfig log,
    HotConfig hot,
    LedgerConfig ledger,
    PurgeConfig purge,
    ProjectorConfig projector,
    ConsistencyConfig consistency,
    ClockConfig clock,
    AlertsConfig alerts,
    LoggingConfig logging,
    ClusterConfig cluster) {

  public record DataConfig(Path directory, DataSize freeMin) {}

  /**
   * The HTTP server.
   *
   * @param eventLoops 0 means one a core
   */
  public record ServerConfig(
      String host,
      int port,
      int eventLoops,
      DataSize bodyMax,
      Duration requestTimeout,
      Duration shutdownGrace) {}

  public record LimitsConfig(int keyRequestsPerSecond, int actorWritesPerMinute) {}

  public record LogConfig(
      int partitions,
      int queueEventsMax,
      DataSize queueBytesMax,
      Duration linger,
      DataSize walBytesMax,
      DataSize fileBytesMax,
      Duration retention,
      Duration compactionInterval,
      Duration verificationInterval,
      DataSize verificationRate) {}

  public record HotConfig(
      DataSize bytesMax, DataSize entryBytesMax, int viewRowsMax, Duration warmUp) {}

  public record LedgerConfig(
      DataSize cacheBytes,
      DataSize walBytesMax,
      int readerThreads,
      int readQueueMax,
      int listSessionsMax,
      int dictionaryEntriesMax,
      DataSize filterBytes) {}

  public record PurgeConfig(Duration interval, Duration tombstoneAge, int batchRowsMax) {}

  public record ProjectorConfig(
      int batchEventsMax,
      Duration linger,
      Duration retryDelayMin,
      Duration retryDelayMax,
      int backlogEventsMax) {}

  /**
   * Watching whether all views agree.
   *
   * @param watchRate events a second, 0 watches nothing
   * @param retention of findings, figures and cases
   */
  public record ConsistencyConfig(int watchRate, Duration retention, SweepConfig sweep) {}

  /**
   * Going through everything, and what becomes of what is found.
   *
   * @param fullInterval zero for none but those that are asked for
   * @param rate rows a second
   * @param reportOnly causes that are held although others are mended
   * @param casesMax an hour; more are held
   */
  public record SweepConfig(
      Duration interval,
      Duration fullInterval,
      int rate,
      boolean repairs,
      Set<String> reportOnly,
      int casesMax) {}

  public record ClockConfig(int node) {}

  /**
   * When somebody is to be told.
   *
   * @param webhook where to; empty for nowhere
   */
  public record AlertsConfig(
      Duration projectionLag,
      DataSize diskFree,
      Duration clockAhead,
      int wrongMax,
      int behindPercent,
      int errorPercent,
      Duration latency,
      int parkedMax,
      int hitPercent,
      Duration raiseAfter,
      Duration clearAfter,
      String webhook) {}

  public record LoggingConfig(LogLevel level, LogFormat format) {}

  /** The configuration together with where each value came from. */
  public record Loaded(OvationConfig config, EffectiveSettings settings) {}

  /**
   * Reads and checks all sources.
   *
   * @param heapBytesMax what the Java heap may grow to
   * @throws ConfigException with everything that is wrong
   */
  public static Loaded load(ConfigSources sources, long heapBytesMax) {
    Problems problems = new Problems();
    EffectiveSettings settings = ConfigLoader.load(Settings.CATALOG, sources, problems);
    Relations.check(settings, heapBytesMax, problems);
    problems.throwIfAny();
    return new Loaded(of(settings), settings);
  }

  /** Sorts the values into the records. */
  static OvationConfig of(EffectiveSettings s) {
    return new OvationConfig(
        new DataConfig(s.get(Settings.DATA_DIRECTORY), s.get(Settings.DATA_FREE_MIN)),
        new ServerConfig(
            s.get(Settings.SERVER_HOST),
            s.get(Settings.SERVER_PORT),
            s.get(Settings.SERVER_EVENT_LOOPS),
            s.get(Settings.SERVER_BODY_MAX),
            s.get(Settings.SERVER_REQUEST_TIMEOUT),
            s.get(Settings.SERVER_SHUTDOWN_GRACE)),
        s.get(Settings.KEYS),
        new LimitsConfig(
            s.get(Settings.LIMITS_KEY_REQUESTS_PER_SECOND),
            s.get(Settings.LIMITS_ACTOR_WRITES_PER_MINUTE)),
        s.get(Settings.KINDS),
        new LogConfig(
            s.get(Settings.LOG_PARTITIONS),
            s.get(Settings.LOG_QUEUE_EVENTS_MAX),
            s.get(Settings.LOG_QUEUE_BYTES_MAX),
            s.get(Settings.LOG_LINGER),
            s.get(Settings.LOG_WAL_BYTES_MAX),
            s.get(Settings.LOG_FILE_BYTES_MAX),
            s.get(Settings.LOG_RETENTION),
            s.get(Settings.LOG_COMPACTION_INTERVAL),
            s.get(Settings.LOG_VERIFICATION_INTERVAL),
            s.get(Settings.LOG_VERIFICATION_RATE)),
        new HotConfig(
            s.get(Settings.HOT_BYTES_MAX),
            s.get(Settings.HOT_ENTRY_BYTES_MAX),
            s.get(Settings.HOT_VIEW_ROWS_MAX),
            s.get(Settings.HOT_WARM_UP)),
        new LedgerConfig(
            s.get(Settings.LEDGER_CACHE_BYTES),
            s.get(Settings.LEDGER_WAL_BYTES_MAX),
            s.get(Settings.LEDGER_READER_THREADS),
            s.get(Settings.LEDGER_READ_QUEUE_MAX),
            s.get(Settings.LEDGER_LIST_SESSIONS_MAX),
            s.get(Settings.LEDGER_DICTIONARY_ENTRIES_MAX),
            s.get(Settings.LEDGER_FILTER_BYTES)),
        new PurgeConfig(
            s.get(Settings.PURGE_INTERVAL),
            s.get(Settings.PURGE_TOMBSTONE_AGE),
            s.get(Settings.PURGE_BATCH_ROWS_MAX)),
        new ProjectorConfig(
            s.get(Settings.PROJECTOR_BATCH_EVENTS_MAX),
            s.get(Settings.PROJECTOR_LINGER),
            s.get(Settings.PROJECTOR_RETRY_DELAY_MIN),
            s.get(Settings.PROJECTOR_RETRY_DELAY_MAX),
            s.get(Settings.PROJECTOR_BACKLOG_EVENTS_MAX)),
        new ConsistencyConfig(
            s.get(ConsistencySettings.WATCH_RATE),
            s.get(ConsistencySettings.RETENTION),
            ConsistencySettings.sweep(s)),
        new ClockConfig(s.get(Settings.CLOCK_NODE)),
        new AlertsConfig(
            s.get(AlertSettings.PROJECTION_LAG),
            s.get(AlertSettings.DISK_FREE),
            s.get(AlertSettings.CLOCK_AHEAD),
            s.get(AlertSettings.WRONG_MAX),
            s.get(AlertSettings.BEHIND_PERCENT),
            s.get(AlertSettings.ERROR_PERCENT),
            s.get(AlertSettings.LATENCY),
            s.get(AlertSettings.PARKED_MAX),
            s.get(AlertSettings.HIT_PERCENT),
            s.get(AlertSettings.RAISE_AFTER),
            s.get(AlertSettings.CLEAR_AFTER),
            s.get(AlertSettings.WEBHOOK)),
        new LoggingConfig(s.get(Settings.LOGGING_LEVEL), s.get(Settings.LOGGING_FORMAT)),
        ClusterConfig.of(s));
  }
}
