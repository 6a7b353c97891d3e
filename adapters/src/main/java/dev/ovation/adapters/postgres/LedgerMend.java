package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.Sum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts a (target, kind) right. Everything it writes gets the commit's n, and a row that should not
 * be there becomes a tombstone before it is deleted, so that no trigger takes it for somebody's
 * edit. Edits that were noted before are forgotten before anything is counted: what is edited
 * meanwhile is noted anew. Used once, in a transaction that has locked the partition's position.
 */
final class LedgerMend {
  private static final String OF_KIND = "target = ? AND space = ? AND kind = ?";
  private static final String FORGET_EDITS = "DELETE FROM edit WHERE " + OF_KIND;
  private static final String ROWS =
      """
      INSERT INTO interaction(target, space, kind, actor, value, version, at, n)
      SELECT ?, ?, ?, k.actor, k.value, k.version, k.at, ?
      FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[]) AS k(actor, value, version, at)
      ON CONFLICT (target, space, kind, actor) DO UPDATE SET value = excluded.value,
        version = excluded.version, at = excluded.at, n = excluded.n""";
  private static final String BURY =
      "UPDATE interaction SET value = NULL, n = ? WHERE "
          + OF_KIND
          + " AND actor = ANY (?::text[])";
  private static final String DELETE =
      "DELETE FROM interaction WHERE " + OF_KIND + " AND actor = ANY (?::text[])";
  // After the counts that hold rows were written: the others have another n still.
  private static final String NO_ROWS =
      "UPDATE count SET total = 0, high = 0, low = 0, n = ? WHERE " + OF_KIND + " AND n <> ?";
  private static final String COUNTS =
      """
      INSERT INTO count(target, space, kind, value, total, n, high, low)
      SELECT ?, ?, ?, k.value, k.total, ?, k.high, k.low
      FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) AS k(value, total, high, low)
      ON CONFLICT (target, space, kind, value) DO UPDATE SET total = excluded.total,
        n = excluded.n, high = excluded.high, low = excluded.low""";

  private final Connection connection;
  private final RegisterKinds.Transaction kinds;
  private final Partitioner partitioner;
  private final TargetKind targetKind;

  LedgerMend(
      Connection connection,
      RegisterKinds.Transaction kinds,
      Partitioner partitioner,
      TargetKind targetKind) {
    this.connection = connection;
    this.kinds = kinds;
    this.partitioner = partitioner;
    this.targetKind = targetKind;
  }

  Counts mend(Mending mending, Repair audit) throws SQLException {
    long n = mending.position().n();
    ofKind(FORGET_EDITS);
    rows(mending.rows(), n);
    Recount found =
        new LedgerRecounts(connection, partitioner).recount(List.of(targetKind)).getFirst();
    SortedMap<String, Sum> right = mending.sums(found);
    counts(right, n);
    if (mending.isOfRows(found)) {
      Target target = targetKind.target();
      run(NO_ROWS, n, target.text(), target.space(), targetKind.kind(), n);
    }
    AuditTable.add(connection, targetKind.target(), audit);
    LedgerPosition after = mending.position();
    run(
        ChangeWriter.POSITION,
        after.n(),
        after.h(),
        after.version(),
        partitioner.partition(targetKind));
    return Sum.counts(right);
  }

  private void rows(List<RowFix> fixes, long n) throws SQLException {
    List<RowFix> written = fixes.stream().filter(fix -> fix.right().exists()).toList();
    String[] removed =
        fixes.stream()
            .filter(fix -> !fix.right().exists())
            .map(fix -> fix.interaction().actor())
            .toArray(String[]::new);
    if (removed.length > 0) {
      Target target = targetKind.target();
      run(BURY, n, target.text(), target.space(), targetKind.kind(), removed);
      ofKind(DELETE, (Object) removed);
    }
    if (!written.isEmpty()) {
      kinds.add(targetKind.kind());
      kinds.write(connection);
      write(written, n);
    }
  }

  private void write(List<RowFix> fixes, long n) throws SQLException {
    String[] actors = new String[fixes.size()];
    @Nullable String[] values = new String[fixes.size()];
    VersionColumns versions = new VersionColumns(fixes.size());
    for (int i = 0; i < actors.length; i++) {
      actors[i] = fixes.get(i).interaction().actor();
      values[i] = fixes.get(i).right().value();
      versions.set(i, fixes.get(i).right());
    }
    ofKind(ROWS, n, actors, values, versions.versions, versions.times);
  }

  private void counts(SortedMap<String, Sum> right, long n) throws SQLException {
    if (right.isEmpty()) {
      return;
    }
    List<Sum> sums = List.copyOf(right.values());
    ofKind(
        COUNTS,
        n,
        right.keySet().toArray(String[]::new),
        sums.stream().mapToLong(Sum::total).toArray(),
        sums.stream().mapToLong(sum -> Objects.requireNonNull(sum.digest()).high()).toArray(),
        sums.stream().mapToLong(sum -> Objects.requireNonNull(sum.digest()).low()).toArray());
  }

  /** Runs a statement whose first parameters are the (target, kind). */
  private void ofKind(String sql, Object... parameters) throws SQLException {
    List<Object> all = new ArrayList<>();
    all.add(targetKind.target().text());
    all.add(targetKind.target().space());
    all.add(targetKind.kind());
    all.addAll(Arrays.asList(parameters));
    run(sql, all.toArray());
  }

  private void run(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      statement.executeUpdate();
    }
  }
}
