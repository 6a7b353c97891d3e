package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a transaction reads by keys: one statement for all of them. Stateless. */
final class KeyedReads {
  /** The keys as a table, from the arrays of {@link Columns}. */
  static final String KEYS =
      "unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[])"
          + " AS k(i, target, space, kind, key)";

  static final String SAME_KIND = "r.target = k.target AND r.space = k.space AND r.kind = k.kind";

  private static final String ROWS =
      "SELECT k.i, r.version, r.at, r.n, r.value FROM "
          + KEYS
          + " JOIN interaction r ON "
          + SAME_KIND
          + " AND r.actor = k.key";
  private static final String TOKENS =
      "SELECT k.i, r.version, r.at, r.n, NULL FROM "
          + KEYS
          + " JOIN token r ON "
          + SAME_KIND
          + " AND r.key = k.key";
  private static final String COUNTS =
      "SELECT k.i, r.value, r.total FROM " + KEYS + " JOIN count r ON " + SAME_KIND;
  private static final String POSITION = "SELECT n, h, version FROM position WHERE partition = ?";

  private KeyedReads() {}

  /** The position; null when the partition has none. */
  static @Nullable LedgerPosition position(Connection connection, int partition, boolean lock)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(lock ? POSITION + " FOR UPDATE" : POSITION)) {
      select.setInt(1, partition);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? new LedgerPosition(rows.getLong(1), rows.getLong(2), rows.getLong(3))
            : null;
      }
    }
  }

  /** The registers' rows, in the order of the items that the columns were made of. */
  static List<Row> rows(Connection connection, Columns columns) throws SQLException {
    return rows(connection, ROWS, columns);
  }

  /** What is known of tokens, in the order of the items that the columns were made of. */
  static List<Row> tokens(Connection connection, Columns columns) throws SQLException {
    return rows(connection, TOKENS, columns);
  }

  private static List<Row> rows(Connection connection, String sql, Columns columns)
      throws SQLException {
    List<Row> found = new ArrayList<>(Collections.nCopies(columns.size(), Row.NONE));
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, columns);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.set(
              rows.getInt(1),
              new Row(rows.getString(5), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
        }
      }
    }
    return found;
  }

  /** The counts of (target, kind)s, in the order of the list. */
  static List<Counts> counts(Connection connection, List<TargetKind> targetKinds)
      throws SQLException {
    List<@Nullable Map<String, Long>> found =
        new ArrayList<>(Collections.nCopies(targetKinds.size(), null));
    try (PreparedStatement select = connection.prepareStatement(COUNTS)) {
      bind(select, Columns.of(targetKinds, targetKind -> targetKind, targetKind -> ""));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Map<String, Long> of = found.get(rows.getInt(1));
          if (of == null) {
            of = new HashMap<>();
            found.set(rows.getInt(1), of);
          }
          of.put(rows.getString(2), rows.getLong(3));
        }
      }
    }
    List<Counts> counts = new ArrayList<>(found.size());
    for (Map<String, Long> of : found) {
      counts.add(of == null ? Counts.NONE : Counts.of(of));
    }
    return counts;
  }

  private static void bind(PreparedStatement select, Columns columns) throws SQLException {
    Columns.bind(
        select, columns.index, columns.targets, columns.spaces, columns.kinds, columns.keys);
  }
}
