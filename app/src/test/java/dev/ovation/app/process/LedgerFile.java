package dev.ovation.app.process;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The ledger of a running process as another program sees it who opens the file.
 *
 * @param data the process's data directory
 */
record LedgerFile(Path data) {
  /** A connection that waits while the process writes. */
  Connection connection() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("ledger.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 30000");
    }
    return connection;
  }

  /** The only number of the only row; 0 when there is no row. */
  long number(String sql) {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? found.getLong(1) : 0;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** Changes something past the process; answers how many rows changed, their marks included. */
  int edit(String sql) {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
