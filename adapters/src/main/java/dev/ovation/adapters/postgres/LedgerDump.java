package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.SweepLedger.Sum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything in the order of its texts. Within a space that is the order of the primary keys, so
 * nothing is sorted, and cursors hold a little of it at a time. Thread-safe.
 */
final class LedgerDump implements LedgerExport {
  /** Rows that travel together. */
  private static final int FETCHED = 2_000;

  private static final String SPACES = "SELECT DISTINCT space FROM count ORDER BY space";
  private static final String COUNTS =
      """
      SELECT target, kind, value, total, high, low FROM count WHERE space = ? AND total <> 0
      ORDER BY target, kind, value""";
  private static final String ROWS =
      """
      SELECT target, kind, actor, value, version, at, n FROM interaction
      WHERE space = ? AND value IS NOT NULL ORDER BY target, kind, actor""";

  /** Whoever reads the export may be slow; the snapshot waits. */
  private static final String PATIENCE =
      "SET LOCAL idle_in_transaction_session_timeout = '10min'; SET LOCAL enable_seqscan = on";

  private final Connections connections;

  LedgerDump(Connections connections) {
    this.connections = connections;
  }

  @Override
  public void export(@Nullable String space, Sink sink) {
    read(space, sink, LedgerDump::export);
  }

  @Override
  public void counts(Sink sink) {
    read(null, sink, LedgerDump::counts);
  }

  /** What is read of one space. */
  @FunctionalInterface
  private interface Reading {
    void of(Connection connection, String space, Sink sink) throws SQLException;
  }

  private void read(@Nullable String only, Sink sink, Reading reading) {
    connections.snapshot(
        "exporting",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(PATIENCE);
          }
          sink.positions(KeyedReads.positions(connection));
          List<String> spaces = only == null ? spaces(connection) : List.of(only);
          for (String space : spaces) {
            reading.of(connection, space, sink);
          }
          return spaces;
        });
  }

  private static void counts(Connection connection, String space, Sink sink) throws SQLException {
    try (PreparedStatement select = select(connection, COUNTS, space);
        ResultSet counts = select.executeQuery()) {
      while (counts.next()) {
        count(space, counts, sink);
      }
    }
  }

  private static List<String> spaces(Connection connection) throws SQLException {
    List<String> spaces = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SPACES);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        spaces.add(row.getString(1));
      }
    }
    return spaces;
  }

  private static void export(Connection connection, String space, Sink sink) throws SQLException {
    try (PreparedStatement selectCounts = select(connection, COUNTS, space);
        PreparedStatement selectRows = select(connection, ROWS, space);
        ResultSet counts = selectCounts.executeQuery();
        ResultSet rows = selectRows.executeQuery()) {
      merge(space, counts, rows, sink);
    }
  }

  private static PreparedStatement select(Connection connection, String sql, String space)
      throws SQLException {
    PreparedStatement select = connection.prepareStatement(sql);
    select.setFetchSize(FETCHED);
    select.setString(1, space);
    return select;
  }

  /** The counts of a (target, kind) before its rows; each row has a count. */
  private static void merge(String space, ResultSet counts, ResultSet rows, Sink sink)
      throws SQLException {
    boolean more = counts.next();
    while (rows.next()) {
      TargetKind of = targetKind(space, rows);
      while (more && LedgerExport.ORDER.compare(targetKind(space, counts), of) <= 0) {
        count(space, counts, sink);
        more = counts.next();
      }
      Row row = new Row(rows.getString(4), rows.getLong(5), rows.getLong(6), rows.getLong(7));
      sink.row(new RowItem(new Interaction(of, rows.getString(3)), row));
    }
    while (more) {
      count(space, counts, sink);
      more = counts.next();
    }
  }

  private static void count(String space, ResultSet counts, Sink sink) throws SQLException {
    RowDigest digest = new RowDigest(counts.getLong(5), counts.getLong(6));
    boolean isSummed = !counts.wasNull();
    sink.count(
        targetKind(space, counts),
        counts.getString(3),
        new Sum(counts.getLong(4), isSummed ? digest : null));
  }

  private static TargetKind targetKind(String space, ResultSet row) throws SQLException {
    return new TargetKind(Target.ofText(space, row.getString(1)), row.getString(2));
  }
}
