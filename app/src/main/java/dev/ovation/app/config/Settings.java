package dev.ovation.app.config;

import static dev.ovation.app.config.DataSize.ofGibibytes;
import static dev.ovation.app.config.DataSize.ofKibibytes;
import static dev.ovation.app.config.DataSize.ofMebibytes;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every setting there is. File, environment, command line, {@code ovation config}, the
 * documentation and the tests all derive from these declarations.
 */
public final class Settings {
  private static final Declarations DECLARED = new Declarations();

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  // ---- data ----------------------------------------------------------------------------------

  public static final Setting<Path> DATA_DIRECTORY =
      DECLARED.setting(
          "data.directory",
          ScalarTypes.path(),
          Path.of("data"),
          "Where the log and the ledger live; made when it is not there.");
  public static final Setting<DataSize> DATA_FREE_MIN =
      DECLARED.setting(
          "data.free-min",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(1024)),
          ofMebibytes(64),
          "Writes get 429 while the disk of the data directory has less space free than this.");

  // ---- server --------------------------------------------------------------------------------

  public static final Setting<String> SERVER_HOST =
      DECLARED.setting(
          "server.host",
          ScalarTypes.text(253),
          "127.0.0.1",
          "Address to listen on; any other than a loopback address needs keys.");
  public static final Setting<Integer> SERVER_PORT =
      DECLARED.setting(
          "server.port",
          ScalarTypes.integer(0, 65_535),
          8893,
          "Port to listen on; 0 takes any free one.");
  public static final Setting<Integer> SERVER_EVENT_LOOPS =
      DECLARED.setting(
          "server.event-loops",
          ScalarTypes.integer(0, 256),
          0,
          "Threads that serve connections; 0 means one a core.");
  public static final Setting<DataSize> SERVER_BODY_MAX =
      DECLARED.setting(
          "server.body-max",
          ScalarTypes.size(ofKibibytes(1), ofMebibytes(64)),
          ofMebibytes(1),
          "Larger request bodies get 413.");
  public static final Setting<Duration> SERVER_REQUEST_TIMEOUT =
      DECLARED.setting(
          "server.request-timeout",
          ScalarTypes.duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
          Duration.ofSeconds(10),
          "A request that takes longer is answered with 503.");
  public static final Setting<Duration> SERVER_SHUTDOWN_GRACE =
      DECLARED.setting(
          "server.shutdown-grace",
          ScalarTypes.duration(SECOND, Duration.ofMinutes(10)),
          Duration.ofSeconds(30),
          "How long requests that run may take to finish when the process is told to stop.");

  // ---- who may call --------------------------------------------------------------------------

  public static final Setting<List<ApiKey>> KEYS =
      DECLARED.secret(
          "keys",
          new KeysType(),
          List.of(),
          "API keys, each with an id, the SHA-256 of the key, a space, and scopes"
              + " (read, write, import, admin); without keys only loopback is served.");
  public static final Setting<Integer> LIMITS_KEY_REQUESTS_PER_SECOND =
      DECLARED.setting(
          "limits.key-requests-per-second",
          ScalarTypes.integer(1, 10_000_000),
          10_000,
          "Requests a key may make in a second; more get 429.");
  public static final Setting<Integer> LIMITS_ACTOR_WRITES_PER_MINUTE =
      DECLARED.setting(
          "limits.actor-writes-per-minute",
          ScalarTypes.integer(1, 1_000_000),
          600,
          "Writes an actor may make in a minute; more get 429. Keys with scope import and a server"
              + " without keys are not limited so.");

  // ---- what may be done ----------------------------------------------------------------------

  public static final Setting<Kinds> KINDS =
      DECLARED.setting(
          "kinds",
          new KindsType(),
          Kinds.standard(),
          "Ways to interact, laid over the standard ones: a new name adds a kind, a known one"
              + " changes it, shape none takes it away.");

  // ---- log -----------------------------------------------------------------------------------

  public static final Setting<Integer> LOG_PARTITIONS =
      DECLARED.setting(
          "log.partitions",
          ScalarTypes.integer(1, 64),
          1,
          "Partitions of the embedded profile's log; fixed for the life of a data directory.");
  public static final Setting<Integer> LOG_QUEUE_EVENTS_MAX =
      DECLARED.setting(
          "log.queue-events-max",
          ScalarTypes.integer(1_000, 10_000_000),
          65_536,
          "Events that may wait for the disk; more writes get 429.");
  public static final Setting<DataSize> LOG_QUEUE_BYTES_MAX =
      DECLARED.setting(
          "log.queue-bytes-max",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(16)),
          ofMebibytes(32),
          "Size of the events that may wait for the disk; more writes get 429.");
  public static final Setting<Duration> LOG_LINGER =
      DECLARED.setting(
          "log.linger",
          ScalarTypes.duration(Duration.ZERO, Duration.ofMillis(100)),
          Duration.ZERO,
          "How long a commit waits for more events; above zero only where a flush to the disk is"
              + " dear.");
  public static final Setting<DataSize> LOG_WAL_BYTES_MAX =
      DECLARED.setting(
          "log.wal-bytes-max",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(64)),
          ofMebibytes(64),
          "Size of the write-ahead file before it is moved into the log's file.");
  public static final Setting<DataSize> LOG_FILE_BYTES_MAX =
      DECLARED.setting(
          "log.file-bytes-max",
          ScalarTypes.size(ofMebibytes(16), ofGibibytes(1 << 20)),
          ofGibibytes(1 << 20),
          "Largest size of the log's file; writes are refused past it as if the disk were full.");

  public static final Setting<Duration> LOG_RETENTION =
      DECLARED.setting(
          "log.retention",
          ScalarTypes.duration(Duration.ofHours(1), Duration.ofDays(3_650)),
          Duration.ofDays(7),
          "Compaction leaves younger events whole; of older ones the newest of every register stays"
              + " for ever.");
  public static final Setting<Duration> LOG_COMPACTION_INTERVAL =
      DECLARED.setting(
          "log.compaction-interval",
          ScalarTypes.duration(SECOND, Duration.ofDays(30)),
          Duration.ofHours(1),
          "How often the log is compacted, if anything in it has become old enough.");
  public static final Setting<Duration> LOG_VERIFICATION_INTERVAL =
      DECLARED.setting(
          "log.verification-interval",
          ScalarTypes.duration(Duration.ofMinutes(1), Duration.ofDays(365)),
          Duration.ofDays(1),
          "Rest between two verifications of the whole log; the first begins a minute after the"
              + " start. Damage shows in health.");
  public static final Setting<DataSize> LOG_VERIFICATION_RATE =
      DECLARED.setting(
          "log.verification-rate",
          ScalarTypes.size(ofKibibytes(64), ofGibibytes(4)),
          ofMebibytes(8),
          "How much of the log a verification reads in a second at the most.");

  // ---- hot store -----------------------------------------------------------------------------

  public static final Setting<DataSize> HOT_BYTES_MAX =
      DECLARED.setting(
          "hot.bytes-max",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(512)),
          ofMebibytes(128),
          "Heap for counts and actor views, which are evicted past it.");
  public static final Setting<DataSize> HOT_ENTRY_BYTES_MAX =
      DECLARED.setting(
          "hot.entry-bytes-max",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(512)),
          ofMebibytes(128),
          "Heap for what the ledger does not have yet, which is never evicted; past it writes get"
              + " 429.");
  public static final Setting<Integer> HOT_VIEW_ROWS_MAX =
      DECLARED.setting(
          "hot.view-rows-max",
          ScalarTypes.integer(1, 1_000_000),
          10_000,
          "Rows of one actor that are kept; for an actor with more, absence asks the ledger.");
  public static final Setting<Duration> HOT_WARM_UP =
      DECLARED.setting(
          "hot.warm-up",
          ScalarTypes.duration(Duration.ZERO, Duration.ofMinutes(10)),
          Duration.ofSeconds(10),
          "How long a process may load what the last run was asked for most, once it serves. 0s: not"
              + " at all.");

  // ---- ledger --------------------------------------------------------------------------------

  public static final Setting<DataSize> LEDGER_CACHE_BYTES =
      DECLARED.setting(
          "ledger.cache-bytes",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(256)),
          ofMebibytes(128),
          "Page cache of the ledger's writer, outside the heap.");
  public static final Setting<DataSize> LEDGER_WAL_BYTES_MAX =
      DECLARED.setting(
          "ledger.wal-bytes-max",
          ScalarTypes.size(ofMebibytes(1), ofGibibytes(64)),
          ofMebibytes(400),
          "Size of the write-ahead file before it is moved into the ledger's file; a page that"
              + " several batches changed is then written once.");
  public static final Setting<Integer> LEDGER_READER_THREADS =
      DECLARED.setting(
          "ledger.reader-threads",
          ScalarTypes.integer(1, 64),
          2,
          "Threads that answer single reads from the ledger.");
  public static final Setting<Integer> LEDGER_READ_QUEUE_MAX =
      DECLARED.setting(
          "ledger.read-queue-max",
          ScalarTypes.integer(100, 10_000_000),
          16_384,
          "Single reads that may wait for the ledger; more get 429.");
  public static final Setting<Integer> LEDGER_LIST_SESSIONS_MAX =
      DECLARED.setting(
          "ledger.list-sessions-max",
          ScalarTypes.integer(1, 64),
          4,
          "Lists and explanations that are read at the same time.");
  public static final Setting<Integer> LEDGER_DICTIONARY_ENTRIES_MAX =
      DECLARED.setting(
          "ledger.dictionary-entries-max",
          ScalarTypes.integer(1_000, 100_000_000),
          200_000,
          "Ids kept in the heap, of actors and of targets each.");
  public static final Setting<DataSize> LEDGER_FILTER_BYTES =
      DECLARED.setting(
          "ledger.filter-bytes",
          ScalarTypes.size(ofKibibytes(64), ofGibibytes(16)),
          ofMebibytes(16),
          "Heap for knowing without a look which interactions are not stored; 1 MiB for each"
              + " 850,000 keeps wrong guesses at one in a hundred.");

  // ---- purging -------------------------------------------------------------------------------

  public static final Setting<Duration> PURGE_INTERVAL =
      DECLARED.setting(
          "purge.interval",
          ScalarTypes.duration(Duration.ofSeconds(30), Duration.ofDays(1)),
          Duration.ofMinutes(10),
          "How often the ledger forgets tokens that are past their 24 hours, and old tombstones;"
              + " what becomes old enough goes two intervals later.");
  public static final Setting<Duration> PURGE_TOMBSTONE_AGE =
      DECLARED.setting(
          "purge.tombstone-age",
          ScalarTypes.duration(Duration.ofHours(1), Duration.ofDays(3_650)),
          Duration.ofDays(7),
          "How much older than the newest event a register that was unset must be to be forgotten.");
  public static final Setting<Integer> PURGE_BATCH_ROWS_MAX =
      DECLARED.setting(
          "purge.batch-rows-max",
          ScalarTypes.integer(1, 100_000),
          500,
          "Rows that one transaction of a purge looks at; the projector waits for it.");

  // ---- projector -----------------------------------------------------------------------------

  public static final Setting<Integer> PROJECTOR_BATCH_EVENTS_MAX =
      DECLARED.setting(
          "projector.batch-events-max",
          ScalarTypes.integer(1, 100_000),
          50_000,
          "Events in one ledger transaction at the most.");
  public static final Setting<Duration> PROJECTOR_LINGER =
      DECLARED.setting(
          "projector.linger",
          ScalarTypes.duration(MILLISECOND, Duration.ofSeconds(10)),
          Duration.ofMillis(200),
          "How long events gather before a batch is projected, unless there is a full batch or a"
              + " reader waits for it.");
  public static final Setting<Duration> PROJECTOR_RETRY_DELAY_MIN =
      DECLARED.setting(
          "projector.retry-delay-min",
          ScalarTypes.duration(MILLISECOND, Duration.ofMinutes(1)),
          Duration.ofMillis(100),
          "Wait after the first failure of the ledger; doubles with each more, with jitter.");
  public static final Setting<Duration> PROJECTOR_RETRY_DELAY_MAX =
      DECLARED.setting(
          "projector.retry-delay-max",
          ScalarTypes.duration(MILLISECOND, Duration.ofMinutes(10)),
          Duration.ofSeconds(5),
          "Longest wait between two tries.");
  public static final Setting<Integer> PROJECTOR_BACKLOG_EVENTS_MAX =
      DECLARED.setting(
          "projector.backlog-events-max",
          ScalarTypes.integer(1_000, 2_000_000_000),
          5_000_000,
          "Writes get 429 while more events than this wait for the ledger.");

  // ---- clock, alerts, logging ----------------------------------------------------------------

  public static final Setting<Integer> CLOCK_NODE =
      DECLARED.setting(
          "clock.node",
          ScalarTypes.integer(0, Version.NODE_MAX),
          0,
          "The embedded process's number, part of every version it makes; nodes of a cluster lease"
              + " theirs.");
  public static final Setting<LogLevel> LOGGING_LEVEL =
      DECLARED.setting(
          "logging.level",
          ScalarTypes.choice(LogLevel.class),
          LogLevel.INFO,
          "The least important events that are logged, to standard error.");
  public static final Setting<LogFormat> LOGGING_FORMAT =
      DECLARED.setting(
          "logging.format",
          ScalarTypes.choice(LogFormat.class),
          LogFormat.TEXT,
          "One line an event: for people, or a JSON object for machines.");

  /** All of them, with the names that were settings once: name to what to do instead. */
  public static final SettingCatalog CATALOG =
      new SettingCatalog(
          Stream.of(DECLARED.all(), ConsistencySettings.ALL, AlertSettings.ALL, ClusterSettings.ALL)
              .<Setting<?>>flatMap(List::stream)
              .toList(),
          Map.of());

  /** How much is logged. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** What a log line looks like. */
  public enum LogFormat {
    TEXT,
    JSON
  }

  private Settings() {}
}
