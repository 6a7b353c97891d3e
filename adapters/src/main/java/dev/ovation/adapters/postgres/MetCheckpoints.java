package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Checkpoints.Known;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The newest checkpoints that were met in the log, and what counts begin with. Stateless. */
final class MetCheckpoints {
  private static final String NEWEST =
      "SELECT k.i, r.total, r.h, r.n, r.covered, r.version, r.at FROM "
          + KeyedReads.KEYS
          + " JOIN checkpoint r ON "
          + KeyedReads.SAME_KIND;
  private static final String RESTORED_UP_TO =
      "SELECT k.i, r.restored_h FROM "
          + KeyedReads.KEYS
          + " JOIN checkpoint r ON "
          + KeyedReads.SAME_KIND;
  private static final String STORE =
      """
      INSERT INTO checkpoint(target, space, kind, partition, total, h, n, covered, version, at)
      SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[],
        ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
      ON CONFLICT (target, space, kind) DO UPDATE SET total = excluded.total, h = excluded.h,
        n = excluded.n, covered = excluded.covered, version = excluded.version, at = excluded.at""";
  private static final String KNOWN =
      """
      SELECT count(*), coalesce(max(h), 0), coalesce(max(covered), 0), coalesce(max(n), 0),
        coalesce(max(version), 0),
        (SELECT restored_h FROM position WHERE partition = ?)
      FROM checkpoint WHERE partition = ?""";
  // Not sealed: a seal is a hash that is not made in SQL. The counter's next commit seals it.
  private static final String TOTALS =
      """
      INSERT INTO count(target, space, kind, value, total, n)
      SELECT target, space, kind, kind, total, ? FROM checkpoint WHERE partition = ?
      ON CONFLICT (target, space, kind, value)
      DO UPDATE SET total = count.total + excluded.total, n = excluded.n, high = NULL, low = NULL""";
  // A restore need not raise n, and where it does not, a total that was there looks edited.
  private static final String NO_EDITS =
      """
      DELETE FROM edit e USING checkpoint c WHERE c.partition = ? AND c.target = e.target
        AND c.space = e.space AND c.kind = e.kind""";
  private static final String OFFSETS = "UPDATE checkpoint SET restored_h = h WHERE partition = ?";
  private static final String POSITION =
      "UPDATE position SET n = ?, h = ?, version = ?, restored_h = ? WHERE partition = ?";

  private MetCheckpoints() {}

  /** In the order asked; null where none was met. */
  static List<@Nullable LedgerCheckpoint> newest(Connection connection, List<TargetKind> counters)
      throws SQLException {
    List<@Nullable LedgerCheckpoint> found =
        new ArrayList<>(Collections.<@Nullable LedgerCheckpoint>nCopies(counters.size(), null));
    try (PreparedStatement select = connection.prepareStatement(NEWEST)) {
      bindKeys(select, counters);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          int i = row.getInt(1);
          found.set(
              i,
              new LedgerCheckpoint(
                  counters.get(i),
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getLong(6),
                  row.getLong(7)));
        }
      }
    }
    return found;
  }

  /** See {@link dev.ovation.core.port.ClusterTransaction#restoredUpTo}. */
  static List<Long> restoredUpTo(Connection connection, List<TargetKind> counters)
      throws SQLException {
    List<Long> found = new ArrayList<>(Collections.nCopies(counters.size(), 0L));
    try (PreparedStatement select = connection.prepareStatement(RESTORED_UP_TO)) {
      bindKeys(select, counters);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.set(row.getInt(1), row.getLong(2));
        }
      }
    }
    return found;
  }

  private static void bindKeys(PreparedStatement select, List<TargetKind> counters)
      throws SQLException {
    Columns columns = Columns.of(counters, counter -> counter, counter -> "");
    Columns.bind(
        select, columns.index, columns.targets, columns.spaces, columns.kinds, columns.keys);
  }

  static void store(
      Connection connection, Partitioner partitioner, Collection<LedgerCheckpoint> newest)
      throws SQLException {
    if (newest.isEmpty()) {
      return;
    }
    List<LedgerCheckpoint> all = List.copyOf(newest);
    Columns columns = Columns.of(all, LedgerCheckpoint::targetKind, each -> "");
    int[] partitions = new int[all.size()];
    Arrays.setAll(partitions, i -> partitioner.ofCounters(all.get(columns.index[i]).target()));
    try (PreparedStatement insert = connection.prepareStatement(STORE)) {
      Columns.bind(
          insert,
          columns.targets,
          columns.spaces,
          columns.kinds,
          partitions,
          column(all, columns, LedgerCheckpoint::total),
          column(all, columns, LedgerCheckpoint::h),
          column(all, columns, LedgerCheckpoint::n),
          column(all, columns, LedgerCheckpoint::covered),
          column(all, columns, LedgerCheckpoint::version),
          column(all, columns, LedgerCheckpoint::atMillis));
      insert.executeUpdate();
    }
  }

  private static long[] column(
      List<LedgerCheckpoint> all, Columns columns, ToLongFunction<LedgerCheckpoint> of) {
    long[] column = new long[all.size()];
    Arrays.setAll(column, i -> of.applyAsLong(all.get(columns.index[i])));
    return column;
  }

  static Known known(Connection connection, int partition) throws SQLException {
    return met(connection, partition).known();
  }

  /** What is known, with the highest commit number and version. */
  private record Met(Known known, long n, long version) {}

  private static Met met(Connection connection, int partition) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
      Columns.bind(select, partition, partition);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Met(
            new Known(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(6)),
            row.getLong(4),
            row.getLong(5));
      }
    }
  }

  /** To be called in a transaction that has locked the position. */
  static void restore(Connection connection, int partition, LedgerPosition at, long h)
      throws SQLException {
    Met met = met(connection, partition);
    if (at.h() > 0 || met.known().restored() > 0 || met.known().counters() == 0) {
      return;
    }
    long n = Math.max(at.n(), met.n());
    run(connection, TOTALS, n, partition);
    run(connection, NO_EDITS, partition);
    run(connection, OFFSETS, partition);
    run(
        connection,
        POSITION,
        n,
        h,
        Math.max(at.version(), met.version()),
        met.known().h(),
        partition);
  }

  private static void run(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      statement.executeUpdate();
    }
  }
}
