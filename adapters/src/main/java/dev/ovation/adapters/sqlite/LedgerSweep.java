package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweepLedger;
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
final class LedgerSweep implements SweepLedger {
  private static final String EDITS =
      """
      SELECT e.id, e.target, e.kind, e.what FROM edit e CROSS JOIN target t ON t.id = e.target
      ORDER BY e.id LIMIT ?""";
  private static final String FORGET_EDITS = "DELETE FROM edit WHERE id <= ?";
  private static final String BOOKMARK = "SELECT text FROM bookmark WHERE name = ?";
  private static final String KEEP_BOOKMARK =
      "INSERT OR REPLACE INTO bookmark(name, text) VALUES (?, ?)";
  private static final String FORGET_BOOKMARK = "DELETE FROM bookmark WHERE name = ?";

  private final SessionPool sessions;
  private final LedgerWriter writer;
  private final Partitioner partitioner;

  LedgerSweep(SessionPool sessions, LedgerWriter writer, Partitioner partitioner) {
    this.sessions = sessions;
    this.writer = writer;
    this.partitioner = partitioner;
  }

  @Override
  public List<Recount> recount(List<TargetKind> targetKinds) {
    List<Recount> recounts = new ArrayList<>(targetKinds.size());
    for (TargetKind targetKind : targetKinds) {
      recounts.add(
          sessions.read(
              "counting again",
              session -> new LedgerRecounts(session, partitioner).recount(targetKind)));
    }
    return recounts;
  }

  @Override
  public RecountPage recountAfter(@Nullable String cursor, int rowsMax) {
    return sessions.read(
        "counting again",
        session -> new LedgerRecounts(session, partitioner).after(cursor, rowsMax));
  }

  @Override
  public List<Edit> edits(int editsMax) {
    return sessions.read("reading edits", session -> edits(session, editsMax));
  }

  private List<Edit> edits(Session session, int editsMax) throws SQLException {
    LedgerRecounts texts = new LedgerRecounts(session, partitioner);
    PreparedStatement select = session.statement(EDITS);
    Session.bind(select, editsMax);
    List<Edit> edits = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Target target = texts.target(row.getLong(2));
        if (target != null) {
          edits.add(new Edit(row.getLong(1), target, texts.name(row.getLong(3)), row.getString(4)));
        }
      }
    }
    return edits;
  }

  @Override
  public void forgetEdits(long upToId) {
    writer.maintain(
        "forgetting edits",
        session -> {
          session.run(FORGET_EDITS, upToId);
          return upToId;
        });
  }

  @Override
  public @Nullable String bookmark(String name) {
    return sessions.<@Nullable String>read(
        "reading a bookmark",
        session -> {
          PreparedStatement select = session.statement(BOOKMARK);
          select.setString(1, name);
          try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getString(1) : null;
          }
        });
  }

  @Override
  public void bookmark(String name, @Nullable String text) {
    writer.maintain(
        "keeping a bookmark",
        session -> {
          PreparedStatement write =
              session.statement(text == null ? FORGET_BOOKMARK : KEEP_BOOKMARK);
          write.setString(1, name);
          if (text != null) {
            write.setString(2, text);
          }
          return write.executeUpdate();
        });
  }

  @Override
  public boolean open(RepairCase repairCase) {
    return writer.maintain("opening a case", session -> new RepairCases(session).open(repairCase));
  }

  @Override
  public List<RepairCase> due(int partition, int casesMax) {
    return sessions.read(
        "reading cases", session -> new RepairCases(session).due(partition, casesMax));
  }

  @Override
  public List<RepairCase> cases(long sinceMillis, int casesMax) {
    return sessions.read(
        "reading cases", session -> new RepairCases(session).since(sinceMillis, casesMax));
  }

  @Override
  public List<CaseCount> caseCounts(long sinceMillis) {
    return sessions.read("counting cases", session -> new RepairCases(session).counts(sinceMillis));
  }

  @Override
  public int hold() {
    return writer.maintain("holding cases", session -> new RepairCases(session).hold());
  }

  @Override
  public int release(String note) {
    return writer.maintain("releasing cases", session -> new RepairCases(session).release(note));
  }

  @Override
  public @Nullable RepairCase release(long id, String note) {
    return writer.<@Nullable RepairCase>maintain(
        "releasing a case", session -> new RepairCases(session).release(id, note));
  }

  @Override
  public int forgetCases(long beforeMillis, int casesMax) {
    return writer.maintain(
        "forgetting cases", session -> new RepairCases(session).forget(beforeMillis, casesMax));
  }
}
