package dev.ovation.adapters.postgres;

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
      id, kind, space, parameters, asked_by, state, done, total, bookmark, worked_ms, detail,
        started_ms, ended_ms""";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM operation";
  private static final String FIND = SELECT + " WHERE id = ?";
  private static final String NEWEST = SELECT + " WHERE id < ? ORDER BY id DESC LIMIT ?";
  private static final String RUNNING = SELECT + " WHERE state = 'running' ORDER BY id LIMIT ?";
  private static final String BEGIN =
      """
      INSERT INTO operation(kind, space, parameters, asked_by, state, done, total, bookmark,
        worked_ms, detail, started_ms, ended_ms)
      VALUES (?, ?, ?, ?, 'running', 0, 0, '', 0, '', ?, 0) RETURNING\s"""
          + COLUMNS;
  private static final String ADVANCE =
      """
      UPDATE operation SET done = ?, total = ?, bookmark = ?, worked_ms = ?, detail = ?
      WHERE id = ? AND state = 'running'""";
  private static final String CHANGE =
      """
      UPDATE operation SET state = ?, detail = coalesce(?, detail), ended_ms = ?
      WHERE id = ? AND state = ANY (?::text[])""";

  private final Connections connections;

  OperationTable(Connections connections) {
    this.connections = connections;
  }

  @Override
  public Operation begin(Request request, long atMillis) {
    return select(
            "noting an operation",
            BEGIN,
            request.kind(),
            request.space(),
            request.parametersText(),
            request.by(),
            atMillis)
        .getFirst();
  }

  @Override
  public @Nullable Operation find(long id) {
    List<Operation> found = select("reading an operation", FIND, id);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public List<Operation> newest(long beforeId, int operationsMax) {
    return select("reading operations", NEWEST, beforeId, operationsMax);
  }

  @Override
  public List<Operation> running(int operationsMax) {
    return select("reading operations", RUNNING, operationsMax);
  }

  @Override
  public boolean advance(long id, Progress progress, String detail) {
    return update(
        "noting an operation's progress",
        ADVANCE,
        progress.done(),
        progress.total(),
        progress.bookmark(),
        progress.workedMillis(),
        detail,
        id);
  }

  @Override
  public boolean change(
      long id, Set<State> from, State to, @Nullable String detail, long atMillis) {
    return update(
        "changing an operation",
        CHANGE,
        to.text(),
        detail,
        to.isEnd() ? atMillis : 0L,
        id,
        from.stream().map(State::text).toArray(String[]::new));
  }

  private boolean update(String doing, String sql, @Nullable Object... parameters) {
    return connections.run(
        doing,
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            Columns.bind(update, parameters);
            return update.executeUpdate() == 1;
          }
        });
  }

  private List<Operation> select(String doing, String sql, Object... parameters) {
    return connections.run(
        doing,
        connection -> {
          List<Operation> operations = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            Columns.bind(select, parameters);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                operations.add(operation(row));
              }
            }
          }
          return operations;
        });
  }

  private static Operation operation(ResultSet row) throws SQLException {
    return new Operation(
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
        row.getLong(13));
  }
}
