package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the ledger for those who watch it, on a connection of its own, and keeps what they
 * found. Thread-safe.
 */
final class LedgerWatch implements ConsistencyLedger, AutoCloseable {
  private static final String PARKED =
      "SELECT position FROM dead_letter WHERE partition = ? AND position = ANY (?::bigint[])";
  private static final String KEEP_FINDING =
      """
      INSERT INTO finding(space, target, kind, key, expected_version, view, window_ms, partition,
        position, passed, expected_value, found_version, found_value, cause, found_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";
  private static final String ADD_TALLY =
      """
      INSERT INTO watch_tally AS t (hour, partition, space, view, window_ms, checked, behind, wrong)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (hour, partition, space, view, window_ms) DO UPDATE
      SET checked = t.checked + excluded.checked, behind = t.behind + excluded.behind,
        wrong = t.wrong + excluded.wrong""";
  private static final String ADD_FIGURE =
      """
      INSERT INTO watch_figure AS f (hour, partition, name, value) VALUES (?, ?, ?, ?)
      ON CONFLICT (hour, partition, name) DO UPDATE SET value = f.value + excluded.value""";
  private static final String TALLIES =
      """
      SELECT space, view, window_ms, sum(checked), sum(behind), sum(wrong) FROM watch_tally
      WHERE hour >= ? GROUP BY space, view, window_ms ORDER BY space, view, window_ms""";
  private static final String FIGURES =
      "SELECT name, sum(value) FROM watch_figure WHERE hour >= ? GROUP BY name ORDER BY name";
  private static final String CAUSES =
      """
      SELECT view, cause, count(*) FROM finding WHERE found_ms >= ?
      GROUP BY view, cause ORDER BY count(*) DESC, view, cause""";
  private static final String FINDINGS =
      """
      SELECT view, space, target, kind, key, window_ms, partition, position, passed,
        expected_version, expected_value, found_version, found_value, cause, found_ms
      FROM finding WHERE found_ms >= ? ORDER BY found_ms DESC LIMIT ?""";
  private static final String OLDEST =
      "SELECT coalesce(min(found_ms), 0) FROM finding WHERE found_ms >= ?";
  private static final String FORGET_FINDINGS =
      """
      DELETE FROM finding WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM finding WHERE found_ms < ? ORDER BY found_ms LIMIT ?))""";
  private static final String FORGET_TALLIES =
      """
      DELETE FROM watch_tally WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM watch_tally WHERE hour < ? ORDER BY hour LIMIT ?))""";
  private static final String FORGET_FIGURES =
      """
      DELETE FROM watch_figure WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM watch_figure WHERE hour < ? ORDER BY hour LIMIT ?))""";

  private final Connections connections;
  private final PointReads reads;

  LedgerWatch(Connections connections, PointReads reads) {
    this.connections = connections;
    this.reads = reads;
  }

  /** The hour that a time is in. */
  private static long hour(long millis) {
    return TimeUnit.MILLISECONDS.toHours(millis);
  }

  @Override
  public List<LedgerAnswer> look(List<LedgerQuery> queries) {
    return connections.run("watching", connection -> reads.answers(connection, queries));
  }

  @Override
  public Set<Long> parked(int partition, Collection<Long> offsets) {
    return connections.run(
        "looking for dead letters",
        connection ->
            new HashSet<>(
                select(
                    connection,
                    PARKED,
                    row -> row.getLong(1),
                    partition,
                    offsets.toArray(Long[]::new))));
  }

  @Override
  public void keep(Evidence evidence) {
    connections.run(
        "keeping findings",
        connection -> {
          connection.setAutoCommit(false);
          write(connection, KEEP_FINDING, evidence.findings(), LedgerWatch::columns);
          write(connection, ADD_TALLY, evidence.tallies(), LedgerWatch::columns);
          write(connection, ADD_FIGURE, evidence.figures(), LedgerWatch::columns);
          connection.commit();
          return evidence;
        });
  }

  /** The values of a row, in the order of a statement's parameters. */
  @FunctionalInterface
  private interface Row<T> {
    @Nullable Object[] of(T item);
  }

  private static <T> void write(Connection connection, String sql, List<T> items, Row<T> row)
      throws SQLException {
    if (items.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (T item : items) {
        Columns.bind(insert, row.of(item));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static @Nullable Object[] columns(Finding finding) {
    Target target = finding.targetKind().target();
    return new @Nullable Object[] {
      target.space(),
      target.text(),
      finding.targetKind().kind(),
      finding.key(),
      finding.expectedVersion(),
      finding.view().text(),
      finding.windowMillis(),
      finding.partition(),
      finding.offset(),
      finding.h(),
      finding.expectedValue(),
      finding.foundVersion(),
      finding.foundValue(),
      finding.cause().text(),
      finding.atMillis()
    };
  }

  private static @Nullable Object[] columns(Tally tally) {
    return new @Nullable Object[] {
      tally.hour(),
      tally.partition(),
      tally.space(),
      tally.view().text(),
      tally.windowMillis(),
      tally.checked(),
      tally.behind(),
      tally.wrong()
    };
  }

  private static @Nullable Object[] columns(Figure figure) {
    return new @Nullable Object[] {
      figure.hour(), figure.partition(), figure.name(), figure.value()
    };
  }

  @Override
  public Kept kept(long sinceMillis, int findingsMax) {
    return connections.snapshot(
        "reading findings",
        connection ->
            new Kept(
                select(connection, TALLIES, LedgerWatch::tally, hour(sinceMillis)),
                select(connection, FIGURES, LedgerWatch::figure, hour(sinceMillis)),
                select(connection, CAUSES, LedgerWatch::cause, sinceMillis),
                select(connection, FINDINGS, LedgerWatch::finding, sinceMillis, findingsMax),
                select(connection, OLDEST, row -> row.getLong(1), sinceMillis).getFirst()));
  }

  /** Makes something of a row. */
  @FunctionalInterface
  private interface Made<T> {
    T of(ResultSet row) throws SQLException;
  }

  private static <T> List<T> select(
      Connection connection, String sql, Made<T> made, Object... parameters) throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Columns.bind(select, parameters);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          all.add(made.of(rows));
        }
      }
    }
    return all;
  }

  private static Tally tally(ResultSet row) throws SQLException {
    return new Tally(
        0,
        0,
        row.getString(1),
        View.of(row.getString(2)),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6));
  }

  private static Figure figure(ResultSet row) throws SQLException {
    return new Figure(0, 0, row.getString(1), row.getLong(2));
  }

  private static CauseCount cause(ResultSet row) throws SQLException {
    return new CauseCount(View.of(row.getString(1)), Cause.of(row.getString(2)), row.getLong(3));
  }

  private static Finding finding(ResultSet row) throws SQLException {
    return new Finding(
        View.of(row.getString(1)),
        new TargetKind(Target.ofText(row.getString(2), row.getString(3)), row.getString(4)),
        row.getString(5),
        row.getLong(6),
        row.getInt(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getString(11),
        row.getLong(12),
        row.getString(13),
        Cause.of(row.getString(14)),
        row.getLong(15));
  }

  @Override
  public int forget(long beforeMillis, int rowsMax) {
    return connections.run(
        "forgetting findings",
        connection -> {
          int gone = delete(connection, FORGET_FINDINGS, beforeMillis, rowsMax);
          gone += delete(connection, FORGET_TALLIES, hour(beforeMillis), rowsMax - gone);
          gone += delete(connection, FORGET_FIGURES, hour(beforeMillis), rowsMax - gone);
          return gone;
        });
  }

  private static int delete(Connection connection, String sql, long before, int rowsMax)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      Columns.bind(delete, before, rowsMax);
      return delete.executeUpdate();
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
