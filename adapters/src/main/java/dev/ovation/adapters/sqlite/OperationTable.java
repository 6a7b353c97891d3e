package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.Operation.State;
import dev.ovation.core.port.OperationsLedger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operations as rows. Each change is one statement that looks at the state, so that of two who
 * change an operation at once one is told that it came too late. Thread-safe.
 */
final class OperationTable implements OperationsLedger {
  private static final String COLUMNS =
      """
      SELECT id, kind, space, parameters, asked_by, state, done, total, bookmark, worked_ms, detail,
        started_ms, ended_ms FROM operation""";
  private static final String FIND = COLUMNS + " WHERE id = ?";
  private static final String NEWEST = COLUMNS + " WHERE id < ? ORDER BY id DESC LIMIT ?";
  private static final String RUNNING = COLUMNS + " WHERE state = 'running' ORDER BY id LIMIT ?";
  private static final String BEGIN =
      """
      INSERT INTO operation(kind, space, parameters, asked_by, state, done, total, bookmark,
        worked_ms, detail, started_ms, ended_ms)
      VALUES (?, ?, ?, ?, 'running', 0, 0, '', 0, '', ?, 0)""";
  private static final String ADVANCE =
      """
      UPDATE operation SET done = ?, total = ?, bookmark = ?, worked_ms = ?, detail = ?
      WHERE id = ? AND state = 'running'""";
  private static final String CHANGE =
      """
      UPDATE operation SET state = ?, detail = coalesce(?, detail), ended_ms = ?
      WHERE id = ? AND state = ?""";

  private final SessionPool sessions;
  private final LedgerWriter writer;

  OperationTable(SessionPool sessions, LedgerWriter writer) {
    this.sessions = sessions;
    this.writer = writer;
  }

  @Override
  public Operation begin(Request request, long atMillis) {
    return writer.durably(
        "noting an operation",
        session -> {
          PreparedStatement insert = session.statement(BEGIN);
          insert.setString(1, request.kind());
          insert.setString(2, request.space());
          insert.setString(3, request.parametersText());
          insert.setString(4, request.by());
          insert.setLong(5, atMillis);
          insert.executeUpdate();
          return select(session, FIND, session.number("SELECT last_insert_rowid()", 0)).getFirst();
        });
  }

  @Override
  public @Nullable Operation find(long id) {
    List<Operation> found =
        sessions.read("reading an operation", session -> select(session, FIND, id));
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public List<Operation> newest(long beforeId, int operationsMax) {
    return sessions.read(
        "reading operations", session -> select(session, NEWEST, beforeId, operationsMax));
  }

  @Override
  public List<Operation> running(int operationsMax) {
    return sessions.read("reading operations", session -> select(session, RUNNING, operationsMax));
  }

  @Override
  public boolean advance(long id, Progress progress, String detail) {
    return writer.durably(
        "noting an operation's progress",
        session -> {
          PreparedStatement update = session.statement(ADVANCE);
          update.setLong(1, progress.done());
          update.setLong(2, progress.total());
          update.setString(3, progress.bookmark());
          update.setLong(4, progress.workedMillis());
          update.setString(5, detail);
          update.setLong(6, id);
          return update.executeUpdate() == 1;
        });
  }

  @Override
  public boolean change(
      long id, Set<State> from, State to, @Nullable String detail, long atMillis) {
    return writer.durably(
        "changing an operation",
        session -> {
          PreparedStatement update = session.statement(CHANGE);
          update.setString(1, to.text());
          update.setString(2, detail);
          update.setLong(3, to.isEnd() ? atMillis : 0);
          update.setLong(4, id);
          int changed = 0;
          for (State state : from) {
            if (changed == 0) {
              update.setString(5, state.text());
              changed = update.executeUpdate();
            }
          }
          return changed == 1;
        });
  }

  private static List<Operation> select(Session session, String sql, long... parameters)
      throws SQLException {
    PreparedStatement select = session.statement(sql);
    Session.bind(select, parameters);
    List<Operation> operations = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        operations.add(
            new Operation(
                row.getLong(1),
                new Request(
                    row.getString(2),
                    row.getString(3),
                    Request.parametersOf(row.getString(4)),
                    row.getString(5)),
                State.of(row.getString(6)),
                new Progress(row.getLong(7), row.getLong(8), row.getString(9), row.getLong(10)),
                row.getString(11),
                row.getLong(12),
                row.getLong(13)));
      }
    }
    return operations;
  }
}
