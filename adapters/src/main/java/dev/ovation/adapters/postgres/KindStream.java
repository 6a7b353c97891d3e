package dev.ovation.adapters.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of their (target, kind)s, which are the first three columns, fetched while they
 * are taken. Used by one thread.
 */
final class KindStream implements AutoCloseable {
  private final PreparedStatement select;
  private final ResultSet rows;
  private @Nullable KindKey key;

  private KindStream(PreparedStatement select, ResultSet rows) throws SQLException {
    this.select = select;
    this.rows = rows;
    next();
  }

  /**
   * @param connection in a transaction: else all rows would be fetched at once
   */
  static KindStream open(Connection connection, String sql, int fetchRows, Object... parameters)
      throws SQLException {
    PreparedStatement select = connection.prepareStatement(sql);
    try {
      select.setFetchSize(fetchRows);
      Columns.bind(select, parameters);
      return new KindStream(select, select.executeQuery());
    } catch (SQLException e) {
      select.close();
      throw e;
    }
  }

  /** Of the next row; null after the last. */
  @Nullable KindKey key() {
    return key;
  }

  /** Takes all rows of a (target, kind), if the next one is of it. */
  void take(KindKey of, LedgerRecounts.Taking taking) throws SQLException {
    while (of.equals(key)) {
      taking.take(rows);
      next();
    }
  }

  /** Past what names no target: somebody wrote it by hand, and no reader can ask for it. */
  private void next() throws SQLException {
    do {
      key =
          rows.next() ? new KindKey(rows.getString(1), rows.getString(2), rows.getString(3)) : null;
    } while (key != null && !key.namesTarget());
  }

  @Override
  public void close() throws SQLException {
    // The rows are closed with the statement.
    select.close();
  }
}
