package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.ExplainedCount;
import dev.ovation.core.port.Ledger.LedgerExplanation;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerStats;
import dev.ovation.core.port.Ledger.Repair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What people ask of the ledger: explanations, repairs, sizes. Stateless. */
final class LedgerInspection {
  private static final int REPAIRS_MAX = 20;
  private static final String COUNTS =
      """
      SELECT c.kind, c.value, c.total, c.n,
        CASE WHEN EXISTS (SELECT 1 FROM register_kind k WHERE k.kind = c.kind) THEN (
          SELECT count(*) FROM interaction i
          WHERE i.target = c.target AND i.space = c.space AND i.kind = c.kind
            AND i.value = c.value)
        ELSE c.total END
      FROM count c WHERE c.target = ? AND c.space = ?
      ORDER BY c.kind, c.value""";
  private static final String REPAIRS =
      """
      SELECT at_ms, what, before, after, cause, by FROM audit
      WHERE target = ? AND space = ? ORDER BY id DESC LIMIT ?""";
  private static final String STATS =
      """
      SELECT (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
              WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r')::bigint,
        (SELECT count(*) FROM dead_letter WHERE settled_n = 0)""";

  private LedgerInspection() {}

  /** To be called in a snapshot. */
  static LedgerExplanation explain(Connection connection, Target target, List<Integer> partitions)
      throws SQLException {
    List<LedgerPosition> positions = new ArrayList<>();
    for (int partition : partitions) {
      LedgerPosition position = KeyedReads.position(connection, partition);
      positions.add(position == null ? LedgerPosition.START : position);
    }
    List<ExplainedCount> counts = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(COUNTS)) {
      Columns.bind(select, target.text(), target.space());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          counts.add(
              new ExplainedCount(
                  new TargetKind(target, rows.getString(1)),
                  rows.getString(2),
                  rows.getLong(3),
                  rows.getLong(5),
                  rows.getLong(4)));
        }
      }
    }
    return new LedgerExplanation(positions, counts, repairs(connection, target));
  }

  private static List<Repair> repairs(Connection connection, Target target) throws SQLException {
    List<Repair> repairs = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(REPAIRS)) {
      Columns.bind(select, target.text(), target.space(), REPAIRS_MAX);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          repairs.add(
              new Repair(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  rows.getString(6)));
        }
      }
    }
    return repairs;
  }

  static LedgerStats stats(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(STATS);
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return new LedgerStats(rows.getLong(1), rows.getLong(2));
    }
  }
}
