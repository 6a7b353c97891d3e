package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the counts of a commit: those that the transaction has read by an update, which unlike an
 * upsert does not lock each row first in a step of its own, the others by an upsert. Used by one
 * thread.
 */
final class CountWriter {
  private static final String UPDATE =
      "UPDATE count r SET total = k.total, n = ?"
          + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])"
          + " AS k(target, space, kind, value, total) WHERE "
          + KeyedReads.SAME_KIND
          + " AND r.value = k.value";
  private static final String UPSERT =
      """
      INSERT INTO count(target, space, kind, value, total, n)
      SELECT k.target, k.space, k.kind, k.value, k.total, ?
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
        AS k(target, space, kind, value, total)
      ON CONFLICT (target, space, kind, value)
      DO UPDATE SET total = excluded.total, n = excluded.n""";

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

  private record CountOf(TargetKind targetKind, String value, long total) {}

  void write(List<CountChange> changes, long n) throws SQLException {
    List<CountOf> updated = new ArrayList<>(changes.size());
    List<CountOf> upserted = new ArrayList<>();
    for (CountChange change : changes) {
      Counts before = known.getOrDefault(change.targetKind(), Counts.NONE);
      for (Map.Entry<String, Long> count : change.after().entrySet()) {
        // A count of 0 may be a row or not.
        boolean isThere = before.get(count.getKey()) != 0;
        (isThere ? updated : upserted)
            .add(new CountOf(change.targetKind(), count.getKey(), count.getValue()));
      }
    }
    int written = run(UPDATE, updated, n);
    if (written != updated.size()) {
      throw failures.damaged(
          "of " + updated.size() + " counts that were just read only " + written + " are there",
          null);
    }
    run(UPSERT, upserted, n);
  }

  private int run(String sql, List<CountOf> counts, long n) throws SQLException {
    if (counts.isEmpty()) {
      return 0;
    }
    Columns columns = Columns.of(counts, CountOf::targetKind, CountOf::value);
    long[] totals = new long[counts.size()];
    Arrays.setAll(totals, i -> counts.get(columns.index[i]).total());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(
          statement, n, columns.targets, columns.spaces, columns.kinds, columns.keys, totals);
      return statement.executeUpdate();
    }
  }
}
