package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Recounting;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RecountPage;
import dev.ovation.core.port.SweepLedger.Sum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts again what is stored, in one transaction. Rows are fetched a few thousand at a time, and
 * those that hold a value alone: the index of lists has all that a digest is of. Used once, by one
 * thread.
 */
final class LedgerRecounts {
  private static final int FETCH_ROWS = 2_000;
  private static final String COUNTS =
      "SELECT k.i, r.value, r.total, r.n, r.high, r.low FROM "
          + KeyedReads.KEYS
          + " JOIN count r ON "
          + KeyedReads.SAME_KIND;
  static final String ROWS =
      "SELECT k.i, r.actor, r.value, r.version, r.at FROM "
          + KeyedReads.KEYS
          + " JOIN interaction r ON "
          + KeyedReads.SAME_KIND
          + " AND r.value IS NOT NULL";
  static final String COUNTS_AFTER =
      """
      SELECT target, space, kind, value, total, n, high, low FROM count
      WHERE (target, space, kind) > (?, ?, ?) ORDER BY target, space, kind""";
  static final String ROWS_AFTER =
      """
      SELECT target, space, kind, actor, value, version, at FROM interaction
      WHERE value IS NOT NULL AND (target, space, kind) > (?, ?, ?)
      ORDER BY target, space, kind""";
  private static final String ROWS_BY_ACTOR =
      """
      SELECT actor, value, version, at, n FROM interaction
      WHERE target = ? AND space = ? AND kind = ? ORDER BY actor""";

  private final Connection connection;
  private final Partitioner partitioner;
  private final List<LedgerPosition> positions;
  private final Set<String> registers = new HashSet<>();

  /**
   * @param connection in a transaction
   */
  LedgerRecounts(Connection connection, Partitioner partitioner) throws SQLException {
    this.connection = connection;
    this.partitioner = partitioner;
    this.positions = KeyedReads.positions(connection);
    try (PreparedStatement select = connection.prepareStatement("SELECT kind FROM register_kind");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        registers.add(row.getString(1));
      }
    }
  }

  /** Counts again, in the order asked. */
  List<Recount> recount(List<TargetKind> targetKinds) throws SQLException {
    List<Recounting> all = targetKinds.stream().map(Recounting::new).toList();
    Set<Integer> known = new HashSet<>();
    each(
        connection,
        COUNTS,
        keys(targetKinds),
        row -> {
          known.add(row.getInt(1));
          all.get(row.getInt(1)).stored(row.getString(2), sum(row, 3), row.getLong(4));
        });
    each(
        connection,
        ROWS,
        keys(targetKinds),
        row -> {
          known.add(row.getInt(1));
          all.get(row.getInt(1))
              .row(row.getString(2), row.getString(3), row.getLong(4), row.getLong(5));
        });
    List<Recount> recounts = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      recounts.add(
          known.contains(i)
              ? recount(all.get(i))
              : Recount.nothing(targetKinds.get(i), position(targetKinds.get(i))));
    }
    return recounts;
  }

  private Recount recount(Recounting counted) {
    TargetKind targetKind = counted.targetKind();
    return counted.recount(registers.contains(targetKind.kind()), position(targetKind));
  }

  private LedgerPosition position(TargetKind targetKind) {
    return positions.get(partitioner.partition(targetKind));
  }

  /** See {@link dev.ovation.core.port.SweepLedger#recountAfter}. */
  RecountPage after(@Nullable String cursor, int rowsMax) throws SQLException {
    try (KindStream counts = stream(COUNTS_AFTER, cursor);
        KindStream rows = stream(ROWS_AFTER, cursor)) {
      List<Recount> recounts = new ArrayList<>();
      long rowsRead = 0;
      KindKey next = KindKey.first(counts.key(), rows.key());
      KindKey last = null;
      while (next != null && (rowsRead < rowsMax || last == null)) {
        Recounting counted = new Recounting(next.targetKind());
        counts.take(next, row -> counted.stored(row.getString(4), sum(row, 5), row.getLong(6)));
        rows.take(
            next,
            row -> counted.row(row.getString(4), row.getString(5), row.getLong(6), row.getLong(7)));
        rowsRead += counted.rowsRead();
        recounts.add(recount(counted));
        last = next;
        next = KindKey.first(counts.key(), rows.key());
      }
      return new RecountPage(
          recounts, next == null || last == null ? null : last.cursor(), rowsRead);
    }
  }

  private KindStream stream(String sql, @Nullable String cursor) throws SQLException {
    KindKey after = KindKey.ofCursor(cursor);
    return KindStream.open(
        connection, sql, FETCH_ROWS, after.target(), after.space(), after.kind());
  }

  /** All rows, tombstones included, by actor. */
  static List<KeyedRow> rows(Connection connection, TargetKind targetKind) throws SQLException {
    Target target = targetKind.target();
    List<KeyedRow> rows = new ArrayList<>();
    each(
        connection,
        ROWS_BY_ACTOR,
        new Object[] {target.text(), target.space(), targetKind.kind()},
        row ->
            rows.add(
                new KeyedRow(
                    row.getString(1),
                    new Row(row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5)))));
    return rows;
  }

  private static Object[] keys(List<TargetKind> targetKinds) {
    Columns columns = Columns.of(targetKinds, targetKind -> targetKind, targetKind -> "");
    return new Object[] {
      columns.index, columns.targets, columns.spaces, columns.kinds, columns.keys
    };
  }

  /** Total and digest, of which the first column is told; n is between them. */
  private static Sum sum(ResultSet row, int column) throws SQLException {
    RowDigest digest = new RowDigest(row.getLong(column + 2), row.getLong(column + 3));
    boolean isSummed = !row.wasNull();
    return new Sum(row.getLong(column), isSummed ? digest : null);
  }

  /** Takes one row. */
  @FunctionalInterface
  interface Taking {
    void take(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, Object[] parameters, Taking taking)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH_ROWS);
      Columns.bind(select, parameters);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          taking.take(row);
        }
      }
    }
  }
}
