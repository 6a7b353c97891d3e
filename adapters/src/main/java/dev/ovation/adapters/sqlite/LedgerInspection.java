package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.ExplainedCount;
import dev.ovation.core.port.Ledger.LedgerExplanation;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What people ask of the ledger: explanations and repairs. Stateless. */
final class LedgerInspection {
  private static final int REPAIRS_MAX = 20;
  private static final String COUNTS =
      """
      SELECT c.kind, c.value, c.total, c.n,
        CASE WHEN k.has_rows = 0 THEN c.total ELSE (
          SELECT count(*) FROM interaction i INDEXED BY interaction_who
          WHERE i.target = c.target AND i.kind = c.kind AND i.value = c.value
            AND i.value IS NOT NULL) END
      FROM count c JOIN name k ON k.id = c.kind
      WHERE c.target = ?
      ORDER BY k.text, c.value""";
  private static final String REPAIRS =
      """
      SELECT at_ms, what, before, after, cause, by FROM audit
      WHERE target = ? ORDER BY id DESC LIMIT ?""";

  private final Dictionary dictionary;

  LedgerInspection(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  LedgerExplanation explain(Session session, Target target, int partition) throws SQLException {
    LedgerPosition position = LedgerRows.position(session, partition);
    long id = dictionary.target(session, target);
    List<ExplainedCount> counts = new ArrayList<>();
    List<Repair> repairs = new ArrayList<>();
    if (id != Dictionary.ABSENT) {
      counts(session, target, id, counts);
      repairs(session, id, repairs);
    }
    return new LedgerExplanation(List.of(position), counts, repairs);
  }

  private void counts(Session session, Target target, long id, List<ExplainedCount> into)
      throws SQLException {
    PreparedStatement select = session.statement(COUNTS);
    Session.bind(select, id);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        into.add(
            new ExplainedCount(
                new TargetKind(target, dictionary.text(session, rows.getLong(1))),
                dictionary.text(session, rows.getLong(2)),
                rows.getLong(3),
                rows.getLong(5),
                rows.getLong(4)));
      }
    }
  }

  private static void repairs(Session session, long target, List<Repair> into) throws SQLException {
    PreparedStatement select = session.statement(REPAIRS);
    Session.bind(select, target, REPAIRS_MAX);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        into.add(
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
}
