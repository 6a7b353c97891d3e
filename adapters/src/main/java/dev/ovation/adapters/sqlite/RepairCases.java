package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweepLedger.CaseCount;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cases of what is believed to be wrong, on one session. Stateless but for that. */
record RepairCases(Session session) {
  private static final String OPEN =
      """
      INSERT INTO repair_case(partition, space, target, kind, cause, evidence, found_by, found_ms,
        state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";
  private static final String CLOSE =
      """
      UPDATE repair_case SET state = ?, cause = ?, closed_ms = ?, outcome = ?
      WHERE id = ? AND closed_ms = 0""";
  private static final String COLUMNS =
      """
      SELECT id, partition, space, target, kind, cause, evidence, found_by, found_ms, state,
        closed_ms, outcome
      FROM repair_case""";
  private static final String DUE =
      COLUMNS + " WHERE state = 'due' AND partition = ? ORDER BY id LIMIT ?";
  private static final String SINCE =
      COLUMNS + " WHERE found_ms >= ? OR closed_ms = 0 ORDER BY found_ms DESC, id DESC LIMIT ?";
  private static final String COUNTS =
      """
      SELECT cause, state, count(*), sum(iif(closed_ms = 0, 0, closed_ms - found_ms)), min(found_ms)
      FROM repair_case WHERE found_ms >= ? OR closed_ms = 0
      GROUP BY cause, state ORDER BY cause, state""";
  private static final String ONE = COLUMNS + " WHERE id = ?";
  private static final String HOLD =
      """
      UPDATE repair_case SET state = 'held'
      WHERE state = 'due' AND closed_ms = 0 AND cause <> 'not-summed'""";
  private static final String RELEASE =
      """
      UPDATE repair_case SET state = 'due', evidence = evidence || ?
      WHERE state = 'held' AND closed_ms = 0""";
  private static final String RELEASE_ONE = RELEASE + " AND id = ?";
  private static final String FORGET =
      """
      DELETE FROM repair_case WHERE id IN (
        SELECT id FROM repair_case WHERE closed_ms > 0 AND closed_ms < ? ORDER BY closed_ms LIMIT ?)
      """;

  boolean open(RepairCase repairCase) throws SQLException {
    if (!repairCase.state().isOpen()) {
      throw new IllegalArgumentException("a case is not opened as " + repairCase.state().text());
    }
    Target target = repairCase.targetKind().target();
    PreparedStatement open = session.statement(OPEN);
    open.setInt(1, repairCase.partition());
    open.setString(2, target.space());
    open.setString(3, target.text());
    open.setString(4, repairCase.targetKind().kind());
    open.setString(5, repairCase.cause());
    open.setString(6, repairCase.evidence());
    open.setString(7, repairCase.by());
    open.setLong(8, repairCase.foundMillis());
    open.setString(9, repairCase.state().text());
    return open.executeUpdate() == 1;
  }

  /** Closes a case, unless it is closed already or was forgotten. */
  void close(RepairCase closed) throws SQLException {
    PreparedStatement close = session.statement(CLOSE);
    close.setString(1, closed.state().text());
    close.setString(2, closed.cause());
    close.setLong(3, closed.closedMillis());
    close.setString(4, closed.outcome());
    close.setLong(5, closed.id());
    close.executeUpdate();
  }

  List<RepairCase> due(int partition, int casesMax) throws SQLException {
    return select(DUE, partition, casesMax);
  }

  List<RepairCase> since(long sinceMillis, int casesMax) throws SQLException {
    return select(SINCE, sinceMillis, casesMax);
  }

  private List<RepairCase> select(String sql, long... parameters) throws SQLException {
    PreparedStatement select = session.statement(sql);
    Session.bind(select, parameters);
    List<RepairCase> cases = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        cases.add(
            new RepairCase(
                row.getLong(1),
                row.getInt(2),
                new TargetKind(Target.ofText(row.getString(3), row.getString(4)), row.getString(5)),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                CaseState.of(row.getString(10)),
                row.getLong(11),
                row.getString(12)));
      }
    }
    return cases;
  }

  List<CaseCount> counts(long sinceMillis) throws SQLException {
    PreparedStatement select = session.statement(COUNTS);
    Session.bind(select, sinceMillis);
    List<CaseCount> counts = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        counts.add(
            new CaseCount(
                row.getString(1),
                CaseState.of(row.getString(2)),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5)));
      }
    }
    return counts;
  }

  int hold() throws SQLException {
    return session.statement(HOLD).executeUpdate();
  }

  int release(String note) throws SQLException {
    PreparedStatement release = session.statement(RELEASE);
    release.setString(1, note);
    return release.executeUpdate();
  }

  @Nullable RepairCase release(long id, String note) throws SQLException {
    PreparedStatement release = session.statement(RELEASE_ONE);
    release.setString(1, note);
    release.setLong(2, id);
    release.executeUpdate();
    List<RepairCase> found = select(ONE, id);
    return found.isEmpty() ? null : found.getFirst();
  }

  int forget(long beforeMillis, int casesMax) throws SQLException {
    PreparedStatement forget = session.statement(FORGET);
    Session.bind(forget, beforeMillis, casesMax);
    return forget.executeUpdate();
  }
}
