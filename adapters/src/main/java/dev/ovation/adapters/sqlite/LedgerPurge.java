package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.port.Ledger.PurgeRange;
import dev.ovation.core.port.Ledger.Purged;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes tokens and tombstones of one partition, found by version through an index. The file does
 * not know partitions of rows, so those of others are met and left. Used once, within a transaction
 * of the writer.
 */
final class LedgerPurge {
  private static final String TOKENS =
      """
      SELECT k.version, sp.text, ty.text, t.text, k.target, k.kind, k.key
      FROM token k INDEXED BY token_by_version CROSS JOIN target t ON t.id = k.target
        CROSS JOIN name sp ON sp.id = t.space CROSS JOIN name ty ON ty.id = t.type
      WHERE k.version > ? AND k.version < ? ORDER BY k.version LIMIT ?""";
  private static final String DELETE_TOKEN =
      "DELETE FROM token WHERE target = ? AND kind = ? AND key = ?";
  private static final String TOMBSTONES =
      """
      SELECT i.version, sp.text, ty.text, t.text, i.target, i.kind, i.actor, i.n,
        kind.text, a.text
      FROM interaction i INDEXED BY interaction_tombstone CROSS JOIN target t ON t.id = i.target
        CROSS JOIN name sp ON sp.id = t.space CROSS JOIN name ty ON ty.id = t.type
        CROSS JOIN name kind ON kind.id = i.kind CROSS JOIN actor a ON a.id = i.actor
      WHERE i.value IS NULL AND i.version > ? AND i.version < ? ORDER BY i.version LIMIT ?""";
  private static final String DELETE_ROW =
      "DELETE FROM interaction WHERE target = ? AND kind = ? AND actor = ?";

  private final Session session;
  private final Partitioner partitioner;
  private final int partition;

  LedgerPurge(Session session, Partitioner partitioner, int partition) {
    this.session = session;
    this.partitioner = partitioner;
    this.partition = partition;
  }

  private record Token(long target, long kind, String key) {}

  private record Tombstone(long target, long kind, long actor) {}

  /** Takes one row that is in the range and of this partition; false to leave it. */
  private interface Found<T> {
    @Nullable T take(Target target, ResultSet row) throws SQLException;
  }

  /** See {@link dev.ovation.core.port.Ledger#purgeTokens}. */
  Purged tokens(PurgeRange range) throws SQLException {
    List<Token> found = new ArrayList<>();
    Purged purged =
        select(
            TOKENS,
            range,
            found,
            (target, row) -> new Token(row.getLong(5), row.getLong(6), row.getString(7)));
    PreparedStatement delete = session.statement(DELETE_TOKEN);
    for (Token token : found) {
      delete.setLong(1, token.target());
      delete.setLong(2, token.kind());
      delete.setString(3, token.key());
      session.add(DELETE_TOKEN);
    }
    session.flush(DELETE_TOKEN);
    return purged;
  }

  /** See {@link dev.ovation.core.port.Ledger#purgeTombstones}. */
  Purged tombstones(PurgeRange range, long confirmedN, Set<Interaction> keep) throws SQLException {
    List<Tombstone> found = new ArrayList<>();
    Purged purged =
        select(
            TOMBSTONES,
            range,
            found,
            (target, row) -> {
              Interaction interaction = Interaction.of(target, row.getString(9), row.getString(10));
              long n = row.getLong(8);
              return n > confirmedN || keep.contains(interaction)
                  ? null
                  : new Tombstone(row.getLong(5), row.getLong(6), row.getLong(7));
            });
    delete(found);
    return purged;
  }

  private void delete(List<Tombstone> tombstones) throws SQLException {
    PreparedStatement delete = session.statement(DELETE_ROW);
    for (Tombstone tombstone : tombstones) {
      Session.bind(delete, tombstone.target(), tombstone.kind(), tombstone.actor());
      session.add(DELETE_ROW);
    }
    session.flush(DELETE_ROW);
  }

  /** Looks at one slice, in the order of versions. */
  private <T> Purged select(String sql, PurgeRange range, List<T> into, Found<T> found)
      throws SQLException {
    PreparedStatement select = session.statement(sql);
    Session.bind(select, range.afterVersion(), range.beforeVersion(), range.rowsMax());
    int looked = 0;
    long upTo = range.afterVersion();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        looked++;
        upTo = rows.getLong(1);
        Target target = new Target(rows.getString(2), rows.getString(3), rows.getString(4));
        T taken = partitioner.ofRegisters(target) == partition ? found.take(target, rows) : null;
        if (taken != null) {
          into.add(taken);
        }
      }
    }
    return new Purged(into.size(), upTo, looked < range.rowsMax());
  }
}
