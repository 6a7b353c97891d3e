package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Row;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the registers' rows of a commit. The transaction has read them, so it is known which are
 * new; a row that came or went since is damage, and told. Used once, by one thread.
 */
final class RowWriter {
  /** So many save the server about a millisecond, more than the copy's further round trip takes. */
  private static final int COPY_ROWS_MIN = 200;

  private static final String COLUMNS =
      "unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],"
          + " ?::bigint[]) AS k(target, space, kind, actor, value, version, at, n)";
  private static final String INSERT =
      "INSERT INTO interaction(target, space, kind, actor, value, version, at, n) SELECT * FROM "
          + COLUMNS;
  private static final String UPDATE =
      "UPDATE interaction r SET value = k.value, version = k.version, at = k.at, n = k.n FROM "
          + COLUMNS
          + " WHERE "
          + KeyedReads.SAME_KIND
          + " AND r.actor = k.actor";

  private final Connection connection;
  private final Failures failures;

  RowWriter(Connection connection, Failures failures) {
    this.connection = connection;
    this.failures = failures;
  }

  void write(List<RowChange> changes) throws SQLException {
    List<RowChange> inserted = new ArrayList<>(changes.size());
    List<RowChange> updated = new ArrayList<>();
    for (RowChange change : changes) {
      (change.before().exists() ? updated : inserted).add(change);
    }
    if (inserted.size() >= COPY_ROWS_MIN) {
      verify(inserted, copy(inserted));
    } else {
      run(INSERT, inserted);
    }
    run(UPDATE, updated);
  }

  private static Columns columns(List<RowChange> changes) {
    return Columns.of(changes, c -> c.interaction().targetKind(), c -> c.interaction().actor());
  }

  private long copy(List<RowChange> changes) throws SQLException {
    Columns columns = columns(changes);
    RowCopy copy = new RowCopy(changes.size());
    for (int i = 0; i < columns.size(); i++) {
      Row after = changes.get(columns.index[i]).after();
      copy.add(
          columns.targets[i],
          columns.spaces[i],
          columns.kinds[i],
          columns.keys[i],
          after.value(),
          after.version(),
          after.atMillis(),
          after.n());
    }
    return copy.run(connection);
  }

  private void run(String sql, List<RowChange> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    Columns columns = columns(changes);
    @Nullable String[] values = new String[changes.size()];
    VersionColumns versions = new VersionColumns(changes.size());
    for (int i = 0; i < values.length; i++) {
      Row after = changes.get(columns.index[i]).after();
      values[i] = after.value();
      versions.set(i, after);
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(
          statement,
          columns.targets,
          columns.spaces,
          columns.kinds,
          columns.keys,
          values,
          versions.versions,
          versions.times,
          versions.commits);
      verify(changes, statement.executeUpdate());
    }
  }

  private void verify(List<RowChange> changes, long written) {
    if (written != changes.size()) {
      throw failures.damaged(
          "of " + changes.size() + " rows that were just read only " + written + " are there",
          null);
    }
  }
}
