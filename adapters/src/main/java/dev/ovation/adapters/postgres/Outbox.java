package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The outbox of one partition. All but {@link #unsent} is used in transactions that have locked the
 * partition's position, so ids ascend in the order of commits, too. Used by one thread.
 */
final class Outbox {
  private static final String ROW = "SELECT r.id, r.n, r.sent, r.event FROM ";
  static final String BY_KEY =
      ROW
          + KeyedReads.KEYS
          + " JOIN outbox r ON "
          + KeyedReads.SAME_KIND
          + " AND r.key = k.key WHERE r.partition = ? ORDER BY r.id";
  static final String AFTER = ROW + "outbox r WHERE r.partition = ? AND r.n > ? ORDER BY r.n, r.id";
  static final String UNSENT =
      ROW + "outbox r WHERE r.partition = ? AND NOT r.sent ORDER BY r.id LIMIT ?";
  static final String ANY = "SELECT EXISTS (SELECT 1 FROM outbox WHERE partition = ?)";
  private static final String INSERT =
      """
      INSERT INTO outbox(partition, n, target, space, kind, key, version, counted, event)
      SELECT ?, ?, k.target, k.space, k.kind, k.key, k.version, k.counted, k.event
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[], ?::bytea[])
        WITH ORDINALITY AS k(target, space, kind, key, version, counted, event, i)
      ORDER BY k.i""";
  private static final String MARK_SENT =
      "UPDATE outbox SET sent = true WHERE partition = ? AND id = ANY (?::bigint[]) AND NOT sent";
  private static final String DELETE =
      "DELETE FROM outbox WHERE partition = ? AND id = ANY (?::bigint[])"
          + " RETURNING target, space, kind";

  private final Connection connection;
  private final Failures failures;
  private final int partition;

  Outbox(Connection connection, Failures failures, int partition) {
    this.connection = connection;
    this.failures = failures;
    this.partition = partition;
  }

  /** The rows of entries, in the order they were written. */
  List<OutboxRow> of(Collection<TokenKey> keys) throws SQLException {
    // Nearly always there is none, and a batch has many keys. A statement of its own, not part of
    // the one that locks the position: that one began to look before it had the lock.
    if (keys.isEmpty() || !any()) {
      return List.of();
    }
    Columns columns = Columns.of(List.copyOf(keys), TokenKey::targetKind, TokenKey::key);
    return rows(
        BY_KEY,
        columns.index,
        columns.targets,
        columns.spaces,
        columns.kinds,
        columns.keys,
        partition);
  }

  private boolean any() throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ANY)) {
      Columns.bind(select, partition);
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** The rows of commits after n, in the order they were written. */
  List<OutboxRow> after(long n) throws SQLException {
    return rows(AFTER, partition, n);
  }

  /** The oldest rows that are not marked sent. */
  List<OutboxRow> unsent(int rowsMax) throws SQLException {
    return rows(UNSENT, partition, rowsMax);
  }

  private List<OutboxRow> rows(String sql, Object... parameters) throws SQLException {
    List<OutboxRow> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Columns.bind(select, parameters);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long id = rows.getLong(1);
          Event event = StoredEvents.decode(rows.getBytes(4), failures, "outbox's event " + id);
          found.add(new OutboxRow(id, event, rows.getLong(2), rows.getBoolean(3)));
        }
      }
    }
    return found;
  }

  /** Adds events, in order, as of a commit. */
  void add(List<Event> events, long n) throws SQLException {
    int size = events.size();
    String[] targets = new String[size];
    String[] spaces = new String[size];
    String[] kinds = new String[size];
    String[] keys = new String[size];
    long[] versions = new long[size];
    boolean[] counted = new boolean[size];
    byte[][] bytes = new byte[size][];
    for (int i = 0; i < size; i++) {
      Event event = events.get(i);
      targets[i] = event.target().text();
      spaces[i] = event.target().space();
      kinds[i] = event.targetKind().kind();
      keys[i] = event.entryKey();
      versions[i] = event.version();
      counted[i] = event instanceof CounterEvent;
      bytes[i] = EventCodec.encode(event);
    }
    run(INSERT, partition, n, targets, spaces, kinds, keys, versions, counted, bytes);
  }

  void markSent(Collection<Long> ids) throws SQLException {
    run(MARK_SENT, partition, array(ids));
  }

  /** Takes rows out; gives back what they are of. */
  List<TargetKind> remove(Collection<Long> ids) throws SQLException {
    List<TargetKind> removed = new ArrayList<>();
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      Columns.bind(delete, partition, array(ids));
      try (ResultSet rows = delete.executeQuery()) {
        while (rows.next()) {
          removed.add(
              new TargetKind(
                  Target.ofText(rows.getString(2), rows.getString(1)), rows.getString(3)));
        }
      }
    }
    return removed;
  }

  private static long[] array(Collection<Long> ids) {
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  private void run(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      statement.executeUpdate();
    }
  }
}
