package dev.ovation.adapters.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of connections of one use, with its deadlines. Connections are made when they are
 * needed, and made anew after they broke. Thread-safe.
 */
final class Connections implements AutoCloseable {
  /** Reads and writes by key and by index, whatever the statistics of a young table say. */
  static final String PLANS =
      """
      SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off;
      SET enable_mergejoin = off; SET enable_material = off; SET jit = off;
      SET plan_cache_mode = force_generic_plan;
      """;

  /** The server hangs up on a node that is gone, and frees its locks, within half a minute. */
  private static final String LIVENESS =
      """
      SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
      SET idle_in_transaction_session_timeout = '20s';
      """;

  /** The hot store must never be ahead of a ledger that came back from a crash. */
  private static final String DURABLE =
      """
      SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off'""";

  private final HikariDataSource pool;
  private final Failures failures;
  private final Contact contact;
  private final Semaphore permits;
  private final Duration patience;

  /** Work on a connection. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * What the connections are for.
   *
   * @param connectionsMax how many there are
   * @param statement the longest time of one statement
   * @param lock the longest wait for a lock
   */
  record Use(String name, int connectionsMax, Duration statement, Duration lock) {}

  Connections(PostgresSettings settings, Use use, Failures failures, Contact contact) {
    this.failures = failures;
    this.contact = contact;
    this.permits = new Semaphore(use.connectionsMax());
    this.patience = use.statement();
    HikariConfig config = new HikariConfig();
    config.setPoolName("ledger " + use.name());
    config.setJdbcUrl(settings.server().url());
    config.setUsername(settings.server().user());
    config.setPassword(settings.server().password());
    config.setSchema(settings.server().schema());
    config.setMaximumPoolSize(use.connectionsMax());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(settings.deadlines().connect().toMillis());
    config.setValidationTimeout(settings.deadlines().connect().toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    // Made lazily: the opening tells what is wrong, and says it better.
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(
        PLANS
            + LIVENESS
            + ("SET statement_timeout = " + use.statement().toMillis() + ";\n")
            + ("SET lock_timeout = " + use.lock().toMillis() + ";\n")
            + DURABLE);
    config.addDataSourceProperty("ApplicationName", "ovation " + use.name());
    // Arrays are sent in binary only to prepared statements, and every statement is used often.
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    long connectSeconds = seconds(settings.deadlines().connect());
    config.addDataSourceProperty("connectTimeout", Long.toString(connectSeconds));
    config.addDataSourceProperty("loginTimeout", Long.toString(connectSeconds));
    config.addDataSourceProperty("cancelSignalTimeout", Long.toString(connectSeconds));
    // The server ends a statement that is late; this is for a server that says nothing any more.
    config.addDataSourceProperty("socketTimeout", Long.toString(seconds(use.statement()) + 1));
    this.pool = new HikariDataSource(config);
  }

  private static long seconds(Duration duration) {
    return Math.max(1, duration.plusMillis(999).toSeconds());
  }

  /**
   * Runs work on a connection of its own; what it left uncommitted is undone.
   *
   * @throws OvationException when the work fails with an {@link SQLException}, or no connection
   *     gets free in time
   */
  <T extends @Nullable Object> T run(String doing, Work<T> work) {
    acquire();
    try (Connection connection = pool.getConnection()) {
      T result = work.on(connection);
      contact.worked();
      return result;
    } catch (SQLException e) {
      throw failure(doing, e);
    } finally {
      permits.release();
    }
  }

  /** Runs work that reads several times in one snapshot. */
  <T extends @Nullable Object> T snapshot(String doing, Work<T> work) {
    return run(
        doing,
        connection -> {
          connection.setAutoCommit(false);
          connection.setReadOnly(true);
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          T result = work.on(connection);
          connection.commit();
          return result;
        });
  }

  /** So that a wait for the pool's own connection always means that the server gives none. */
  private void acquire() {
    try {
      if (pool.isClosed()) {
        throw new OvationException(ErrorCode.NOT_READY, "the ledger is closed");
      }
      if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new OvationException(
            ErrorCode.OVERLOADED, "too many calls use the ledger at once; try again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OvationException(ErrorCode.NOT_READY, "interrupted while waiting", e);
    }
  }

  /** Takes note of a failure and says what it means. */
  OvationException failure(String doing, SQLException e) {
    OvationException told = failures.failure(doing, e);
    switch (Failures.meaning(e)) {
      case UNREACHABLE -> {
        contact.unreachable(String.valueOf(told.getMessage()));
        // The others of the pool are as dead most likely: better not to try them one by one.
        pool.getHikariPoolMXBean().softEvictConnections();
      }
      case NOT_WRITABLE -> {
        contact.notWritable(String.valueOf(told.getMessage()));
        pool.getHikariPoolMXBean().softEvictConnections();
      }
      case TOO_SLOW, CORRUPT, REFUSED, OTHER -> {
        // The server answers, so health says nothing of it.
      }
    }
    return told;
  }

  Failures failures() {
    return failures;
  }

  @Override
  public void close() {
    pool.close();
  }
}
