package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.DigestChanges;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the counts of a commit: those that the transaction has read by an update, which unlike an
 * upsert does not lock each row first in a step of its own, the others by an upsert. Used by one
 * thread.
 */
final class CountWriter {
  private static final String COUNTS =
      " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],"
          + " ?::bigint[]) AS k(target, space, kind, value, total, high, low)";
  private static final String UPDATED =
      COUNTS + " WHERE " + KeyedReads.SAME_KIND + " AND r.value = k.value";
  private static final String INSERTED =
      "INSERT INTO count AS r (target, space, kind, value, total, n, high, low)"
          + " SELECT k.target, k.space, k.kind, k.value, k.total, ?, k.high, k.low"
          + COUNTS
          + " ON CONFLICT (target, space, kind, value)"
          + " DO UPDATE SET total = excluded.total, n = excluded.n, ";

  /**
   * Counts of rows, whose digests change by XOR: one that is not known yet (null) stays so. And
   * totals of counters, with a seal of each.
   */
  private enum Shape {
    OF_ROWS(
        "UPDATE count r SET total = k.total, n = ?, high = r.high # k.high, low = r.low # k.low"
            + UPDATED,
        INSERTED + "high = r.high # excluded.high, low = r.low # excluded.low"),
    OF_COUNTERS(
        "UPDATE count r SET total = k.total, n = ?, high = k.high, low = k.low" + UPDATED,
        INSERTED + "high = excluded.high, low = excluded.low");

    private final String update;
    private final String upsert;

    Shape(String update, String upsert) {
      this.update = update;
      this.upsert = upsert;
    }
  }

  private final Connection connection;
  private final Failures failures;
  private final Map<TargetKind, Counts> known = new HashMap<>();

  CountWriter(Connection connection, Failures failures) {
    this.connection = connection;
    this.failures = failures;
  }

  /** Takes note of what the transaction has read. */
  void read(List<TargetKind> targetKinds, List<Counts> counts) {
    for (int i = 0; i < counts.size(); i++) {
      known.put(targetKinds.get(i), counts.get(i));
    }
  }

  private record CountOf(TargetKind targetKind, String value, long total, RowDigest digest) {}

  /**
   * Writes counts.
   *
   * @param digests of the rows that the commit changes
   */
  void write(List<CountChange> changes, DigestChanges digests, long n) throws SQLException {
    for (Shape shape : Shape.values()) {
      List<CountOf> updated = new ArrayList<>(changes.size());
      List<CountOf> upserted = new ArrayList<>();
      for (CountChange change : changes) {
        TargetKind targetKind = change.targetKind();
        if (digests.isOfRows(targetKind) != (shape == Shape.OF_ROWS)) {
          continue;
        }
        Counts before = known.getOrDefault(targetKind, Counts.NONE);
        change
            .after()
            .forEach(
                (value, total) -> {
                  RowDigest digest =
                      shape == Shape.OF_ROWS
                          ? digests.of(targetKind, value)
                          : RowDigest.ofTotal(targetKind, total);
                  // A count of 0 may be a row or not.
                  (before.get(value) != 0 ? updated : upserted)
                      .add(new CountOf(targetKind, value, total, digest));
                });
      }
      write(shape, updated, upserted, n);
    }
  }

  private void write(Shape shape, List<CountOf> updated, List<CountOf> upserted, long n)
      throws SQLException {
    int written = run(shape.update, updated, n);
    if (written != updated.size()) {
      throw failures.damaged(
          "of " + updated.size() + " counts that were just read only " + written + " are there",
          null);
    }
    run(shape.upsert, upserted, n);
  }

  private int run(String sql, List<CountOf> counts, long n) throws SQLException {
    if (counts.isEmpty()) {
      return 0;
    }
    Columns columns = Columns.of(counts, CountOf::targetKind, CountOf::value);
    long[] totals = new long[counts.size()];
    long[] highs = new long[counts.size()];
    long[] lows = new long[counts.size()];
    for (int i = 0; i < totals.length; i++) {
      CountOf count = counts.get(columns.index[i]);
      totals[i] = count.total();
      highs[i] = count.digest().high();
      lows[i] = count.digest().low();
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(
          statement,
          n,
          columns.targets,
          columns.spaces,
          columns.kinds,
          columns.keys,
          totals,
          highs,
          lows);
      return statement.executeUpdate();
    }
  }
}
