package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.Sum;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/**
 * Puts a (target, kind) right. Everything it writes gets the commit's n, and a row that should not
 * be there becomes a tombstone before it is deleted, so that no trigger takes it for somebody's
 * edit. Used once, within a transaction of the writer.
 */
final class LedgerMend {
  private static final String ROW =
      """
      INSERT INTO interaction(value, version, at, n, target, kind, actor)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value,
        version = excluded.version, at = excluded.at, n = excluded.n""";
  private static final String BURY =
      """
      UPDATE interaction SET value = NULL, n = ?
      WHERE target = ? AND kind = ? AND actor = ?""";
  private static final String DELETE =
      "DELETE FROM interaction WHERE target = ? AND kind = ? AND actor = ?";
  // After the counts that hold rows were written: the others have another n still.
  private static final String NO_ROWS =
      """
      UPDATE count SET total = 0, high = 0, low = 0, n = ?1
      WHERE target = ?2 AND kind = ?3 AND n <> ?1""";

  private final Session session;
  private final DictionaryWriter ids;
  private final RowFilter filter;
  private final LedgerRecounts recounts;
  private final TargetKind targetKind;
  private final long target;
  private final long kind;

  LedgerMend(
      Session session,
      DictionaryWriter ids,
      RowFilter filter,
      LedgerRecounts recounts,
      TargetKind targetKind)
      throws SQLException {
    this.session = session;
    this.ids = ids;
    this.filter = filter;
    this.recounts = recounts;
    this.targetKind = targetKind;
    this.target = ids.target(targetKind.target());
    this.kind = ids.name(targetKind.kind());
  }

  Counts mend(Mending mending, Repair audit, int partition) throws SQLException {
    long n = mending.position().n();
    session.run("DELETE FROM edit WHERE target = ? AND kind = ?", target, kind);
    for (RowFix fix : mending.rows()) {
      row(fix, n);
    }
    Recount found = recounts.recount(targetKind);
    SortedMap<String, Sum> right = mending.sums(found);
    for (Map.Entry<String, Sum> count : right.entrySet()) {
      RowDigest digest = Objects.requireNonNull(count.getValue().digest());
      session.run(
          ChangeWriter.TOTAL,
          target,
          kind,
          ids.name(count.getKey()),
          count.getValue().total(),
          n,
          digest.high(),
          digest.low());
    }
    if (mending.isOfRows(found)) {
      session.run(NO_ROWS, n, target, kind);
    }
    AuditTable.add(session, target, audit);
    LedgerRows.position(session, partition, mending.position());
    return Sum.counts(right);
  }

  private void row(RowFix fix, long n) throws SQLException {
    Row right = fix.right();
    if (right.exists()) {
      write(fix.interaction(), right, n);
      return;
    }
    // Not by the dictionary: somebody's row may name an actor by a number that it does not know.
    Long actor = recounts.actor(fix.interaction().who());
    if (actor != null) {
      session.run(BURY, n, target, kind, actor);
      session.run(DELETE, target, kind, actor);
    }
  }

  private void write(Interaction interaction, Row right, long n) throws SQLException {
    filter.add(targetKind, interaction.actor());
    session.run("UPDATE name SET has_rows = 1 WHERE id = ? AND has_rows = 0", kind);
    PreparedStatement write = session.statement(ROW);
    String value = right.value();
    if (value == null) {
      write.setNull(1, Types.INTEGER);
    } else {
      write.setLong(1, ids.name(value));
    }
    write.setLong(2, right.version());
    write.setLong(3, right.atMillis());
    write.setLong(4, n);
    write.setLong(5, target);
    write.setLong(6, kind);
    write.setLong(7, ids.actor(interaction.who()));
    write.executeUpdate();
  }
}
