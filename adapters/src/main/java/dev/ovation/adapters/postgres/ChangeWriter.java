package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a commit changes: one statement a table, whatever the number of rows. Used once, by
 * one thread.
 */
final class ChangeWriter {
  private static final String ROW_COLUMNS =
      "unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],"
          + " ?::bigint[]) AS k(target, space, kind, actor, value, version, at, n)";
  private static final String INSERT_ROWS =
      "INSERT INTO interaction(target, space, kind, actor, value, version, at, n) SELECT * FROM "
          + ROW_COLUMNS;
  private static final String UPDATE_ROWS =
      "UPDATE interaction r SET value = k.value, version = k.version, at = k.at, n = k.n FROM "
          + ROW_COLUMNS
          + " WHERE "
          + KeyedReads.SAME_KIND
          + " AND r.actor = k.actor";
  private static final String COUNTS =
      """
      INSERT INTO count(target, space, kind, value, total, n)
      SELECT *, ? FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
      ON CONFLICT (target, space, kind, value)
      DO UPDATE SET total = excluded.total, n = excluded.n""";
  private static final String TOKENS =
      """
      INSERT INTO token(target, space, kind, key, version, at, n)
      SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
        ?::bigint[])
      ON CONFLICT (target, space, kind, key)
      DO UPDATE SET version = excluded.version, at = excluded.at, n = excluded.n""";
  private static final String LETTER =
      """
      INSERT INTO dead_letter(partition, position, readable, bytes, reason, parked_ms)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (partition, position) DO UPDATE SET readable = excluded.readable,
        bytes = excluded.bytes, reason = excluded.reason, parked_ms = excluded.parked_ms""";
  private static final String POSITION =
      "UPDATE position SET n = ?, h = ?, version = ? WHERE partition = ?";

  private final Connection connection;
  private final Failures failures;
  private final int partition;
  private final RegisterKinds.Transaction kinds;

  ChangeWriter(
      Connection connection, Failures failures, int partition, RegisterKinds.Transaction kinds) {
    this.connection = connection;
    this.failures = failures;
    this.partition = partition;
    this.kinds = kinds;
  }

  /** Called once the transaction is committed. */
  void committed() {
    kinds.committed();
  }

  void write(Changes changes) throws SQLException {
    rows(changes.rows());
    counts(changes.counts(), changes.position().n());
    tokens(changes.tokens());
    for (DeadLetter letter : changes.parked()) {
      run(
          LETTER,
          letter.partition(),
          letter.offset(),
          letter.event() != null,
          letter.bytes(),
          // PostgreSQL's texts can't hold this one character; a reason may quote anything.
          letter.reason().replace('\0', '\ufffd'),
          letter.parkedAtMillis());
    }
    LedgerPosition after = changes.position();
    run(POSITION, after.n(), after.h(), after.version(), partition);
  }

  private void rows(List<RowChange> changes) throws SQLException {
    List<RowChange> inserted = new ArrayList<>(changes.size());
    List<RowChange> updated = new ArrayList<>();
    DigestChanges digests = new DigestChanges();
    for (RowChange change : changes) {
      (change.before().exists() ? updated : inserted).add(change);
      kinds.add(change.interaction().kind());
      digests.add(change);
    }
    kinds.write(connection);
    rows(INSERT_ROWS, inserted);
    rows(UPDATE_ROWS, updated);
    digests.write(connection, partition);
  }

  private void rows(String sql, List<RowChange> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    Columns columns =
        Columns.of(changes, c -> c.interaction().targetKind(), c -> c.interaction().actor());
    @Nullable String[] values = new String[changes.size()];
    Versions versions = new Versions(changes.size());
    for (int i = 0; i < values.length; i++) {
      Row after = changes.get(columns.index[i]).after();
      values[i] = after.value();
      versions.set(i, after);
    }
    int written =
        run(
            sql,
            columns.targets,
            columns.spaces,
            columns.kinds,
            columns.keys,
            values,
            versions.versions,
            versions.times,
            versions.commits);
    if (written != changes.size()) {
      throw failures.damaged(
          "of " + changes.size() + " rows that were just read only " + written + " are there",
          null);
    }
  }

  private void counts(List<CountChange> changes, long n) throws SQLException {
    List<CountOf> counts = new ArrayList<>(changes.size());
    for (CountChange change : changes) {
      for (Map.Entry<String, Long> count : change.after().entrySet()) {
        counts.add(new CountOf(change.targetKind(), count.getKey(), count.getValue()));
      }
    }
    if (counts.isEmpty()) {
      return;
    }
    Columns columns = Columns.of(counts, CountOf::targetKind, CountOf::value);
    long[] totals = new long[counts.size()];
    Arrays.setAll(totals, i -> counts.get(columns.index[i]).total());
    run(COUNTS, n, columns.targets, columns.spaces, columns.kinds, columns.keys, totals);
  }

  private void tokens(List<TokenChange> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    Columns columns = Columns.of(changes, c -> c.token().targetKind(), c -> c.token().key());
    Versions versions = new Versions(changes.size());
    for (int i = 0; i < columns.size(); i++) {
      versions.set(i, changes.get(columns.index[i]).after());
    }
    run(
        TOKENS,
        columns.targets,
        columns.spaces,
        columns.kinds,
        columns.keys,
        versions.versions,
        versions.times,
        versions.commits);
  }

  private int run(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  private record CountOf(TargetKind targetKind, String value, long total) {}

  /** The numbers of rows, a column each. */
  private static final class Versions {
    final long[] versions;
    final long[] times;
    final long[] commits;

    Versions(int size) {
      versions = new long[size];
      times = new long[size];
      commits = new long[size];
    }

    void set(int i, Row row) {
      versions[i] = row.version();
      times[i] = row.atMillis();
      commits[i] = row.n();
    }
  }
}
