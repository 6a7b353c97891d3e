package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction changes in the running sums of a partition's rows, see {@link RowDigest}.
 * Used by one thread.
 */
final class DigestSums {
  /** By bucket; null where nothing changes. */
  private final @Nullable RowDigest[] changes = new RowDigest[RowDigest.BUCKETS];

  void change(Interaction interaction, Row before, Row after) {
    int bucket = RowDigest.bucket(interaction.target());
    RowDigest sum = changes[bucket];
    changes[bucket] =
        (sum == null ? RowDigest.ZERO : sum)
            .plus(RowDigest.of(interaction, after))
            .minus(RowDigest.of(interaction, before));
  }

  /** Adds the changes to what is stored. */
  void write(Session session, int partition) throws SQLException {
    PreparedStatement select =
        session.statement("SELECT high, low FROM digest WHERE partition = ? AND bucket = ?");
    for (int bucket = 0; bucket < changes.length; bucket++) {
      RowDigest change = changes[bucket];
      if (change == null) {
        continue;
      }
      Session.bind(select, partition, bucket);
      RowDigest sum = change;
      try (ResultSet rows = select.executeQuery()) {
        if (rows.next()) {
          sum = new RowDigest(rows.getLong(1), rows.getLong(2)).plus(change);
        }
      }
      session.run(
          "INSERT OR REPLACE INTO digest(partition, bucket, high, low) VALUES (?, ?, ?, ?)",
          partition,
          bucket,
          sum.high(),
          sum.low());
    }
  }
}
