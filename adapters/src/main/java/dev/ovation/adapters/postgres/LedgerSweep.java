package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweepLedger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the ledger on connections of its own, and keeps edits, bookmarks and cases.
 * Thread-safe.
 */
final class LedgerSweep implements SweepLedger, AutoCloseable {
  /** So many are counted in one snapshot: it saves round trips, and stays short. */
  private static final int RECOUNTS_MAX = 100;

  private static final String EDITS =
      "SELECT id, target, space, kind, what FROM edit ORDER BY id LIMIT ?";
  private static final String FORGET_EDITS = "DELETE FROM edit WHERE id <= ?";
  private static final String BOOKMARK = "SELECT text FROM bookmark WHERE name = ?";
  private static final String KEEP_BOOKMARK =
      """
      INSERT INTO bookmark(name, text) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET text = excluded.text""";
  private static final String FORGET_BOOKMARK = "DELETE FROM bookmark WHERE name = ?";

  private final Connections connections;
  private final Partitioner partitioner;

  LedgerSweep(Connections connections, Partitioner partitioner) {
    this.connections = connections;
    this.partitioner = partitioner;
  }

  @Override
  public List<Recount> recount(List<TargetKind> targetKinds) {
    List<Recount> recounts = new ArrayList<>(targetKinds.size());
    for (int from = 0; from < targetKinds.size(); from += RECOUNTS_MAX) {
      List<TargetKind> some =
          targetKinds.subList(from, Math.min(from + RECOUNTS_MAX, targetKinds.size()));
      recounts.addAll(
          connections.snapshot(
              "counting again",
              connection -> new LedgerRecounts(connection, partitioner).recount(some)));
    }
    return recounts;
  }

  @Override
  public RecountPage recountAfter(@Nullable String cursor, int rowsMax) {
    return connections.snapshot(
        "counting again",
        connection -> new LedgerRecounts(connection, partitioner).after(cursor, rowsMax));
  }

  @Override
  public List<Edit> edits(int editsMax) {
    return connections.run("reading edits", connection -> edits(connection, editsMax));
  }

  private static List<Edit> edits(Connection connection, int editsMax) throws SQLException {
    List<Edit> edits = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(EDITS)) {
      Columns.bind(select, editsMax);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          edits.add(
              new Edit(
                  row.getLong(1),
                  Target.ofText(row.getString(3), row.getString(2)),
                  row.getString(4),
                  row.getString(5)));
        }
      }
    }
    return edits;
  }

  @Override
  public void forgetEdits(long upToId) {
    connections.run("forgetting edits", connection -> run(connection, FORGET_EDITS, upToId));
  }

  @Override
  public @Nullable String bookmark(String name) {
    return connections.<@Nullable String>run(
        "reading a bookmark",
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(BOOKMARK)) {
            Columns.bind(select, name);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getString(1) : null;
            }
          }
        });
  }

  @Override
  public void bookmark(String name, @Nullable String text) {
    connections.run(
        "keeping a bookmark",
        connection ->
            text == null
                ? run(connection, FORGET_BOOKMARK, name)
                : run(connection, KEEP_BOOKMARK, name, text));
  }

  private static int run(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  @Override
  public boolean open(RepairCase repairCase) {
    return connections.run(
        "opening a case", connection -> new RepairCases(connection).open(repairCase));
  }

  @Override
  public List<RepairCase> due(int partition, int casesMax) {
    return connections.run(
        "reading cases", connection -> new RepairCases(connection).due(partition, casesMax));
  }

  @Override
  public List<RepairCase> cases(long sinceMillis, int casesMax) {
    return connections.run(
        "reading cases", connection -> new RepairCases(connection).since(sinceMillis, casesMax));
  }

  @Override
  public List<CaseCount> caseCounts(long sinceMillis) {
    return connections.run(
        "counting cases", connection -> new RepairCases(connection).counts(sinceMillis));
  }

  @Override
  public int hold() {
    return connections.run("holding cases", connection -> new RepairCases(connection).hold());
  }

  @Override
  public int release(String note) {
    return connections.run(
        "releasing cases", connection -> new RepairCases(connection).release(note));
  }

  @Override
  public @Nullable RepairCase release(long id, String note) {
    return connections.<@Nullable RepairCase>run(
        "releasing a case", connection -> new RepairCases(connection).release(id, note));
  }

  @Override
  public int forgetCases(long beforeMillis, int casesMax) {
    return connections.run(
        "forgetting cases",
        connection -> new RepairCases(connection).forget(beforeMillis, casesMax));
  }

  @Override
  public void close() {
    connections.close();
  }
}
