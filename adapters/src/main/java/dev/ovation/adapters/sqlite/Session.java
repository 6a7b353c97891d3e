package dev.ovation.adapters.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/**
 * One connection with its prepared statements. Transactions are begun and ended by statements, so
 * that nothing of the driver's own bookkeeping stands between. Not thread-safe.
 */
final class Session implements AutoCloseable {
  private static final int BUSY_MILLIS = 10_000;
  private static final int BATCH_MAX = 1_000;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Map<String, Integer> added = new HashMap<>();

  private Session(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens a file, making it if there is none.
   *
   * @param synchronous FULL syncs the WAL at every commit, NORMAL only around checkpoints
   * @param cacheBytes of SQLite's page cache, outside the heap
   */
  static Session writer(SqliteFile file, SQLiteConfig.SynchronousMode synchronous, long cacheBytes)
      throws SQLException {
    SQLiteConfig config = config(cacheBytes);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(synchronous);
    return open(file, config);
  }

  /** Opens an existing file for reading. */
  static Session reader(SqliteFile file, long cacheBytes) throws SQLException {
    Session session = open(file, config(cacheBytes));
    session.execute("PRAGMA query_only = 1");
    return session;
  }

  /** Makes a file that nobody minds losing. */
  static Session scratch(SqliteFile file, long cacheBytes) throws SQLException {
    SQLiteConfig config = config(cacheBytes);
    config.setJournalMode(SQLiteConfig.JournalMode.OFF);
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    return open(file, config);
  }

  private static SQLiteConfig config(long cacheBytes) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    // Or the driver asks for the last row's id after each insert.
    config.setGetGeneratedKeys(false);
    // A negative size is in KiB.
    config.setCacheSize((int) -(cacheBytes >> 10));
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    // Reading a truncated file through a memory map would end the process.
    config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
    return config;
  }

  private static Session open(SqliteFile file, SQLiteConfig config) throws SQLException {
    Session session = new Session(config.createConnection("jdbc:sqlite:" + file.path()));
    try {
      // Checkpoints are made by a Checkpointer, never within a commit.
      session.execute("PRAGMA wal_autocheckpoint = 0");
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  /** The statement for a text that is a constant; it lives as long as the session. */
  @SuppressWarnings("StatementOwnership")
  PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /**
   * Keeps what is bound now for {@link #flush}, which the driver does much faster than one by one.
   */
  void add(String sql) throws SQLException {
    statement(sql).addBatch();
    if (added.merge(sql, 1, Integer::sum) >= BATCH_MAX) {
      flush(sql);
    }
  }

  /** Runs a statement with all that was added to it. */
  void flush(String sql) throws SQLException {
    if (added.remove(sql) != null) {
      statement(sql).executeBatch();
    }
  }

  /** Runs a statement with whole numbers as parameters. */
  void run(String sql, long... parameters) throws SQLException {
    PreparedStatement statement = statement(sql);
    bind(statement, parameters);
    statement.executeUpdate();
  }

  /** Runs several statements that answer nothing. */
  void script(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      // Of the driver's methods only this one goes on after the first statement.
      statement.executeUpdate(sql);
    }
  }

  /** Runs one statement that is not worth keeping. */
  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row, or the default when there is none. */
  long number(String sql, long otherwise, long... parameters) throws SQLException {
    PreparedStatement statement = statement(sql);
    bind(statement, parameters);
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : otherwise;
    }
  }

  static void bind(PreparedStatement statement, long... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setLong(i + 1, parameters[i]);
    }
  }

  void begin() throws SQLException {
    run("BEGIN");
  }

  void beginImmediate() throws SQLException {
    run("BEGIN IMMEDIATE");
  }

  void commit() throws SQLException {
    run("COMMIT");
  }

  /** Undoes what is open, if anything is; SQLite itself undoes after some failures. */
  void rollback() throws SQLException {
    added.clear();
    for (PreparedStatement statement : statements.values()) {
      statement.clearBatch();
    }
    if (!((org.sqlite.SQLiteConnection) connection).getDatabase().isClosed()) {
      try {
        execute("ROLLBACK");
      } catch (SQLException e) {
        if (e.getMessage() == null || !e.getMessage().contains("no transaction is active")) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    SQLException first = null;
    for (PreparedStatement statement : statements.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        first = e;
      }
    }
    statements.clear();
    connection.close();
    if (first != null) {
      throw first;
    }
  }
}
