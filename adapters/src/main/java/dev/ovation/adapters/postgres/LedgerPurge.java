package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.Ledger.PurgeRange;
import dev.ovation.core.port.Ledger.Purged;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Deletes tokens and tombstones of one partition: one statement finds a slice by version through an
 * index, another one deletes it. The tables do not say which partition a row is of, so those of
 * others are met and left. Used once, in a transaction that has locked the partition's position.
 */
final class LedgerPurge {
  static final String TOKENS =
      """
      SELECT version, space, target, kind, key FROM token
      WHERE version > ? AND version < ? ORDER BY version LIMIT ?""";
  static final String TOMBSTONES =
      """
      SELECT version, space, target, kind, actor, n, EXISTS (
        SELECT 1 FROM outbox o WHERE o.target = interaction.target
          AND o.space = interaction.space AND o.kind = interaction.kind AND o.key = actor)
      FROM interaction
      WHERE value IS NULL AND version > ? AND version < ? ORDER BY version LIMIT ?""";
  static final String OLDEST_ADDITION =
      "SELECT version FROM outbox WHERE partition = ? AND counted ORDER BY version LIMIT 1";
  private static final String KEYS =
      " USING unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS k(target, space, kind, key)"
          + " WHERE "
          + KeyedReads.SAME_KIND;
  private static final String DELETE_TOKENS = "DELETE FROM token r" + KEYS + " AND r.key = k.key";
  // That it is a tombstone still, the lock guarantees; the condition costs nothing.
  private static final String DELETE_TOMBSTONES =
      "DELETE FROM interaction r" + KEYS + " AND r.actor = k.key AND r.value IS NULL";

  private final Connection connection;
  private final Failures failures;
  private final Partitioner partitioner;
  private final int partition;

  LedgerPurge(Connection connection, Failures failures, Partitioner partitioner, int partition) {
    this.connection = connection;
    this.failures = failures;
    this.partitioner = partitioner;
    this.partition = partition;
  }

  /** Takes one row that is in the range and of this partition; null to leave it. */
  private interface Found<T> {
    @Nullable T take(TargetKind targetKind, ResultSet row) throws SQLException;
  }

  /**
   * See {@link dev.ovation.core.port.Ledger#purgeTokens}. What is in the outbox is met in the log
   * once more, so the tokens that it and its repetitions need stay.
   */
  Purged tokens(PurgeRange asked) throws SQLException {
    PurgeRange range =
        new PurgeRange(
            asked.afterVersion(),
            Math.min(asked.beforeVersion(), versionOfNeededTokens()),
            asked.rowsMax());
    List<TokenKey> found = new ArrayList<>();
    Purged purged =
        select(
            TOKENS,
            partitioner::ofCounters,
            range,
            found,
            (targetKind, row) -> new TokenKey(targetKind, row.getString(5)));
    delete(DELETE_TOKENS, Columns.of(found, TokenKey::targetKind, TokenKey::key));
    return purged;
  }

  /**
   * See {@link dev.ovation.core.port.Ledger#purgeTombstones}. A register that is in the outbox
   * keeps its tombstone, too: its event is met in the log once more.
   */
  Purged tombstones(PurgeRange range, long confirmedN, Set<Interaction> keep) throws SQLException {
    List<Interaction> found = new ArrayList<>();
    Purged purged =
        select(
            TOMBSTONES,
            partitioner::ofRegisters,
            range,
            found,
            (targetKind, row) -> {
              Interaction interaction = new Interaction(targetKind, row.getString(5));
              long n = row.getLong(6);
              boolean isInOutbox = row.getBoolean(7);
              return n > confirmedN || isInOutbox || keep.contains(interaction)
                  ? null
                  : interaction;
            });
    delete(DELETE_TOMBSTONES, Columns.of(found, Interaction::targetKind, Interaction::actor));
    return purged;
  }

  /** Tokens of this version and newer ones are needed for what is in the outbox. */
  private long versionOfNeededTokens() throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(OLDEST_ADDITION)) {
      Columns.bind(select, partition);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Version.atMillis(Version.millis(row.getLong(1)) - Rule.TOKEN_WINDOW_MILLIS, 0)
            : Long.MAX_VALUE;
      }
    }
  }

  /** Looks at one slice, in the order of versions. */
  private <T> Purged select(
      String sql, ToIntFunction<Target> partitionOf, PurgeRange range, List<T> into, Found<T> found)
      throws SQLException {
    int looked = 0;
    long upTo = range.afterVersion();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Columns.bind(select, range.afterVersion(), range.beforeVersion(), range.rowsMax());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          looked++;
          upTo = rows.getLong(1);
          TargetKind targetKind =
              new TargetKind(
                  Target.ofText(rows.getString(2), rows.getString(3)), rows.getString(4));
          T taken =
              partitionOf.applyAsInt(targetKind.target()) == partition
                  ? found.take(targetKind, rows)
                  : null;
          if (taken != null) {
            into.add(taken);
          }
        }
      }
    }
    return new Purged(into.size(), upTo, looked < range.rowsMax());
  }

  private void delete(String sql, Columns columns) throws SQLException {
    if (columns.size() == 0) {
      return;
    }
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      Columns.bind(delete, columns.targets, columns.spaces, columns.kinds, columns.keys);
      int deleted = delete.executeUpdate();
      if (deleted != columns.size()) {
        throw failures.damaged(
            "of " + columns.size() + " rows to purge that were just read only " + deleted + " went",
            null);
      }
    }
  }
}
