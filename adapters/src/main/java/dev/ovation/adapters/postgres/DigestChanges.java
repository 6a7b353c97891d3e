package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** What a commit adds to a partition's running sums, by bucket. Used once, by one thread. */
final class DigestChanges {
  private static final String SELECT =
      "SELECT bucket, high, low FROM digest WHERE partition = ? AND bucket = ANY (?::int[])";
  private static final String UPSERT =
      """
      INSERT INTO digest(partition, bucket, high, low)
      SELECT ?, * FROM unnest(?::int[], ?::bigint[], ?::bigint[])
      ON CONFLICT (partition, bucket) DO UPDATE SET high = excluded.high, low = excluded.low""";

  private final Map<Integer, RowDigest> sums = new TreeMap<>();

  void add(RowChange change) {
    RowDigest delta =
        RowDigest.of(change.interaction(), change.after())
            .minus(RowDigest.of(change.interaction(), change.before()));
    sums.merge(RowDigest.bucket(change.interaction().target()), delta, RowDigest::plus);
  }

  void write(Connection connection, int partition) throws SQLException {
    if (sums.isEmpty()) {
      return;
    }
    int[] buckets = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      Columns.bind(select, partition, buckets);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          RowDigest stored = new RowDigest(rows.getLong(2), rows.getLong(3));
          sums.merge(rows.getInt(1), stored, RowDigest::plus);
        }
      }
    }
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      Columns.bind(
          upsert,
          partition,
          buckets,
          sums.values().stream().mapToLong(RowDigest::high).toArray(),
          sums.values().stream().mapToLong(RowDigest::low).toArray());
      upsert.executeUpdate();
    }
  }
}
