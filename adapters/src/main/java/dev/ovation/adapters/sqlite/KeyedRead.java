package dev.ovation.adapters.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * Reads the rows of many keys, some dozens with each statement: the driver's work for a statement
 * costs several times what SQLite needs to find a row. Immutable.
 */
final class KeyedRead {
  private static final int KEYS = 64;

  private final String sql;
  private final int parametersPerKey;

  /** Sets the parameters of one key. */
  @FunctionalInterface
  interface Binder {
    void bind(PreparedStatement statement, int firstParameter, int index) throws SQLException;
  }

  /** Takes one row; its columns begin at 2. */
  @FunctionalInterface
  interface Sink {
    void take(int index, ResultSet row) throws SQLException;
  }

  /**
   * @param keys the names of the key's columns
   * @param columns what is read of the table, as {@code r.column}
   */
  KeyedRead(String table, List<String> keys, String columns) {
    parametersPerKey = keys.size();
    String parameters = String.join(", ", Collections.nCopies(keys.size(), "?"));
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < KEYS; i++) {
      values.append(i == 0 ? "(" : ", (").append(i).append(", ").append(parameters).append(')');
    }
    StringBuilder on = new StringBuilder();
    for (String name : keys) {
      on.append(on.isEmpty() ? "" : " AND ").append("r.").append(name).append(" = k.").append(name);
    }
    // CROSS JOIN makes SQLite take the keys first, in their order.
    sql =
        ("WITH k(i, "
                + String.join(", ", keys)
                + ") AS (VALUES "
                + values
                + ") SELECT k.i, "
                + columns)
            + (" FROM k CROSS JOIN " + table + " r ON " + on);
  }

  /**
   * Reads for the items with these indexes, in this order.
   *
   * @param binder binds an item's key
   * @param sink is told an item's index with each of its rows
   */
  void run(Session session, int[] indexes, Binder binder, Sink sink) throws SQLException {
    PreparedStatement select = session.statement(sql);
    for (int from = 0; from < indexes.length; from += KEYS) {
      for (int i = 0; i < KEYS; i++) {
        // The last statement is filled up with its last key again; what that finds is left out.
        int index = indexes[Math.min(from + i, indexes.length - 1)];
        binder.bind(select, 1 + i * parametersPerKey, index);
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          int at = from + rows.getInt(1);
          if (at < indexes.length) {
            sink.take(indexes[at], rows);
          }
        }
      }
    }
  }
}
