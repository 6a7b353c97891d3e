package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweepLedger.CaseCount;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cases of what is believed to be wrong, on one connection. Stateless but for that. */
record RepairCases(Connection connection) {
  private static final String OPEN =
      """
      INSERT INTO repair_case(partition, space, target, kind, cause, evidence, found_by, found_ms,
        state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (space, target, kind) WHERE closed_ms = 0 DO NOTHING""";
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
      SELECT cause, state, count(*),
        sum(CASE WHEN closed_ms = 0 THEN 0 ELSE closed_ms - found_ms END), min(found_ms)
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
      DELETE FROM repair_case WHERE id = ANY (ARRAY(
        SELECT id FROM repair_case WHERE closed_ms > 0 AND closed_ms < ?
        ORDER BY closed_ms LIMIT ?))""";

  boolean open(RepairCase repairCase) throws SQLException {
    if (!repairCase.state().isOpen()) {
      throw new IllegalArgumentException("a case is not opened as " + repairCase.state().text());
    }
    Target target = repairCase.targetKind().target();
    return run(
            OPEN,
            repairCase.partition(),
            target.space(),
            target.text(),
            repairCase.targetKind().kind(),
            repairCase.cause(),
            StoredLetters.storable(repairCase.evidence()),
            StoredLetters.storable(repairCase.by()),
            repairCase.foundMillis(),
            repairCase.state().text())
        == 1;
  }

  /** Closes a case, unless it is closed already or was forgotten. */
  void close(RepairCase closed) throws SQLException {
    run(
        CLOSE,
        closed.state().text(),
        closed.cause(),
        closed.closedMillis(),
        StoredLetters.storable(closed.outcome()),
        closed.id());
  }

  List<RepairCase> due(int partition, int casesMax) throws SQLException {
    return select(DUE, partition, casesMax);
  }

  List<RepairCase> since(long sinceMillis, int casesMax) throws SQLException {
    return select(SINCE, sinceMillis, casesMax);
  }

  private List<RepairCase> select(String sql, Object... parameters) throws SQLException {
    List<RepairCase> cases = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Columns.bind(select, parameters);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          cases.add(
              new RepairCase(
                  row.getLong(1),
                  row.getInt(2),
                  new TargetKind(
                      Target.ofText(row.getString(3), row.getString(4)), row.getString(5)),
                  row.getString(6),
                  row.getString(7),
                  row.getString(8),
                  row.getLong(9),
                  CaseState.of(row.getString(10)),
                  row.getLong(11),
                  row.getString(12)));
        }
      }
    }
    return cases;
  }

  List<CaseCount> counts(long sinceMillis) throws SQLException {
    List<CaseCount> counts = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(COUNTS)) {
      Columns.bind(select, sinceMillis);
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
    }
    return counts;
  }

  int hold() throws SQLException {
    return run(HOLD);
  }

  int release(String note) throws SQLException {
    return run(RELEASE, StoredLetters.storable(note));
  }

  @Nullable RepairCase release(long id, String note) throws SQLException {
    run(RELEASE_ONE, StoredLetters.storable(note), id);
    List<RepairCase> found = select(ONE, id);
    return found.isEmpty() ? null : found.getFirst();
  }

  int forget(long beforeMillis, int casesMax) throws SQLException {
    return run(FORGET, beforeMillis, casesMax);
  }

  private int run(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      return statement.executeUpdate();
    }
  }
}
