package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.SweepLedger.Sum;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything in the order of its texts. Ids come in the order of arrival, so SQLite sorts; what
 * does not fit into its cache goes to files of its own that it deletes. Thread-safe.
 */
final class LedgerDump implements LedgerExport {
  private static final String COUNTS =
      """
      SELECT s.text, y.text, t.text, k.text, v.text, c.total, c.high, c.low
      FROM count c CROSS JOIN target t ON t.id = c.target CROSS JOIN name s ON s.id = t.space
        CROSS JOIN name y ON y.id = t.type CROSS JOIN name k ON k.id = c.kind
        CROSS JOIN name v ON v.id = c.value
      WHERE c.total <> 0 AND (?1 IS NULL OR s.text = ?1)
      ORDER BY s.text, y.text || ':' || t.text, k.text, v.text""";
  private static final String ROWS =
      """
      SELECT s.text, y.text, t.text, k.text, a.text, v.text, i.version, i.at, i.n
      FROM interaction i CROSS JOIN target t ON t.id = i.target
        CROSS JOIN name s ON s.id = t.space CROSS JOIN name y ON y.id = t.type
        CROSS JOIN name k ON k.id = i.kind CROSS JOIN actor a ON a.id = i.actor
        CROSS JOIN name v ON v.id = i.value
      WHERE i.value IS NOT NULL AND (?1 IS NULL OR s.text = ?1)
      ORDER BY s.text, y.text || ':' || t.text, k.text, a.text""";

  private final SqliteFile file;
  private final int partitions;

  LedgerDump(SqliteFile file, int partitions) {
    this.file = file;
    this.partitions = partitions;
  }

  @Override
  public void export(@Nullable String space, Sink sink) {
    read(
        sink,
        session -> {
          try (ResultSet counts = select(session, COUNTS, space);
              ResultSet rows = select(session, ROWS, space)) {
            merge(counts, rows, sink);
          }
        });
  }

  @Override
  public void counts(Sink sink) {
    read(
        sink,
        session -> {
          try (ResultSet counts = select(session, COUNTS, null)) {
            while (counts.next()) {
              count(counts, sink);
            }
          }
        });
  }

  @FunctionalInterface
  private interface Reading {
    void of(Session session) throws SQLException;
  }

  private void read(Sink sink, Reading reading) {
    try (Session session = Session.reader(file, 16L << 20)) {
      // Elsewhere what is sorted is little and stays in memory; this may be all of the ledger.
      session.execute("PRAGMA temp_store = FILE");
      session.begin();
      sink.positions(positions(session));
      reading.of(session);
      session.commit();
    } catch (SQLException e) {
      throw file.failure("exporting", e);
    }
  }

  private List<LedgerPosition> positions(Session session) throws SQLException {
    List<LedgerPosition> positions = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      positions.add(LedgerRows.position(session, p));
    }
    return positions;
  }

  private static ResultSet select(Session session, String sql, @Nullable String space)
      throws SQLException {
    PreparedStatement select = session.statement(sql);
    select.setString(1, space);
    return select.executeQuery();
  }

  /** The counts of a (target, kind) before its rows; each row has a count. */
  private static void merge(ResultSet counts, ResultSet rows, Sink sink) throws SQLException {
    boolean more = counts.next();
    while (rows.next()) {
      TargetKind of = targetKind(rows);
      while (more && LedgerExport.ORDER.compare(targetKind(counts), of) <= 0) {
        count(counts, sink);
        more = counts.next();
      }
      Row row = new Row(rows.getString(6), rows.getLong(7), rows.getLong(8), rows.getLong(9));
      sink.row(new RowItem(new Interaction(of, rows.getString(5)), row));
    }
    while (more) {
      count(counts, sink);
      more = counts.next();
    }
  }

  private static void count(ResultSet counts, Sink sink) throws SQLException {
    RowDigest digest = new RowDigest(counts.getLong(7), counts.getLong(8));
    boolean isSummed = !counts.wasNull();
    sink.count(
        targetKind(counts),
        counts.getString(5),
        new Sum(counts.getLong(6), isSummed ? digest : null));
  }

  private static TargetKind targetKind(ResultSet row) throws SQLException {
    Target target = new Target(row.getString(1), row.getString(2), row.getString(3));
    return new TargetKind(target, row.getString(4));
  }
}
