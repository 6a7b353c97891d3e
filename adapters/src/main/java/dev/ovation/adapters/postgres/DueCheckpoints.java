package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Checkpoints.Slice;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which counters of a partition are due a checkpoint. Used in a transaction that has locked the
 * partition's position, by one thread.
 */
final class DueCheckpoints {
  /** Of the transaction's start, which does not change while a statement looks into an index. */
  private static final String NOW = "(extract(epoch FROM now()) * 1000)::bigint";

  private static final String KEYS =
      "unnest(?::text[], ?::text[], ?::text[]) AS k(target, space, kind)";
  private static final String NOTE =
      "INSERT INTO checkpoint_due(since_ms, since_h, partition, target, space, kind) SELECT "
          + NOW
          + ", ?, ?, k.target, k.space, k.kind FROM "
          + KEYS
          + " ON CONFLICT (target, space, kind) DO ";
  // That the count has changed, its own commit number says: nothing more to be written.
  private static final String COUNTED = NOTE + "NOTHING";
  private static final String CHANGED = NOTE + "UPDATE SET taken_n = NULL";
  static final String OLDEST =
      "SELECT r.target, r.space, r.kind, coalesce(c.total, 0), "
          + NOW
          + " FROM checkpoint_due r LEFT JOIN count c ON c.target = r.target AND c.space = r.space"
          + " AND c.kind = r.kind AND c.value = r.kind"
          + " WHERE r.partition = ? AND r.since_ms <= "
          + NOW
          + " - ? AND NOT EXISTS (SELECT 1 FROM dead_letter l WHERE l.target = r.target"
          + " AND l.space = r.space AND l.kind = r.kind AND l.settled_n = 0)"
          + " ORDER BY r.since_ms LIMIT ?";
  private static final String TAKE =
      "UPDATE checkpoint_due r SET taken_n = ? FROM " + KEYS + " WHERE " + KeyedReads.SAME_KIND;
  static final String FIRST =
      "SELECT since_h FROM checkpoint_due r WHERE partition = ? AND NOT EXISTS (SELECT 1 FROM "
          + KEYS
          + " WHERE "
          + KeyedReads.SAME_KIND
          + ") ORDER BY since_h LIMIT 1";
  private static final String IN_OUTBOX =
      "SELECT r.id, r.event FROM "
          + KEYS
          + " JOIN outbox r ON "
          + KeyedReads.SAME_KIND
          + " WHERE r.partition = ? AND r.counted";
  private static final String MADE =
      "DELETE FROM checkpoint_due r"
          + " USING unnest(?::text[], ?::text[], ?::text[], ?::bigint[]) AS k(target, space, kind, n)"
          + " WHERE "
          + KeyedReads.SAME_KIND
          + " AND r.taken_n = k.n AND NOT EXISTS (SELECT 1 FROM count c WHERE c.target = r.target"
          + " AND c.space = r.space AND c.kind = r.kind AND c.value = r.kind AND c.n > k.n)";
  static final String BEHIND =
      "SELECT max("
          + NOW
          + " - (SELECT since_ms FROM checkpoint_due d WHERE d.partition = p.partition"
          + " ORDER BY since_ms LIMIT 1)) FROM position p";

  private final Connection connection;
  private final Failures failures;
  private final int partition;

  DueCheckpoints(Connection connection, Failures failures, int partition) {
    this.connection = connection;
    this.failures = failures;
    this.partition = partition;
  }

  /** How long the one has waited that has waited longest, of any partition. */
  static Duration behind(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(BEHIND);
        ResultSet row = select.executeQuery()) {
      return Duration.ofMillis(row.next() ? Math.max(0, row.getLong(1)) : 0);
    }
  }

  /**
   * Counts were written.
   *
   * @param h the offset before the commit
   */
  void counted(Collection<TargetKind> counters, long h) throws SQLException {
    note(COUNTED, counters, h);
  }

  /** Something else changed that a total depends on. */
  void changed(Collection<TargetKind> counters, long h) throws SQLException {
    note(CHANGED, counters, h);
  }

  private void note(String sql, Collection<TargetKind> counters, long h) throws SQLException {
    if (!counters.isEmpty()) {
      Columns columns = columns(counters.stream().distinct().toList());
      run(sql, h, partition, columns.targets, columns.spaces, columns.kinds);
    }
  }

  private static Columns columns(List<TargetKind> counters) {
    return Columns.of(counters, counter -> counter, counter -> "");
  }

  /** See {@link dev.ovation.core.port.Checkpoints#take}. */
  Slice take(LedgerPosition at, Duration age, int countersMax) throws SQLException {
    long covered = firstBut(columns(List.of()), at);
    List<LedgerCheckpoint> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(OLDEST)) {
      Columns.bind(select, partition, age.toMillis(), countersMax);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          TargetKind counter =
              new TargetKind(Target.ofText(row.getString(2), row.getString(1)), row.getString(3));
          found.add(
              new LedgerCheckpoint(
                  counter, row.getLong(4), at.h(), at.n(), covered, at.version(), row.getLong(5)));
        }
      }
    }
    if (found.isEmpty()) {
      return new Slice(found, covered);
    }
    Columns columns = columns(found.stream().map(LedgerCheckpoint::targetKind).toList());
    run(TAKE, at.n(), columns.targets, columns.spaces, columns.kinds);
    Map<TargetKind, Long> waiting = inOutbox(columns);
    found.replaceAll(made -> without(made, waiting.getOrDefault(made.targetKind(), 0L)));
    return new Slice(found, firstBut(columns, at));
  }

  private static LedgerCheckpoint without(LedgerCheckpoint made, long waiting) {
    return new LedgerCheckpoint(
        made.targetKind(),
        made.total() - waiting,
        made.h(),
        made.n(),
        made.covered(),
        made.version(),
        made.atMillis());
  }

  /** Up to which offset nothing is due but these. */
  private long firstBut(Columns columns, LedgerPosition at) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FIRST)) {
      Columns.bind(select, partition, columns.targets, columns.spaces, columns.kinds);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : at.h();
      }
    }
  }

  private Map<TargetKind, Long> inOutbox(Columns columns) throws SQLException {
    Map<TargetKind, Long> waiting = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(IN_OUTBOX)) {
      Columns.bind(select, columns.targets, columns.spaces, columns.kinds, partition);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String what = "outbox's event " + row.getLong(1);
          if (StoredEvents.decode(row.getBytes(2), failures, what) instanceof CounterEvent e) {
            waiting.merge(e.targetKind(), (long) e.by(), Long::sum);
          }
        }
      }
    }
    return waiting;
  }

  /** See {@link dev.ovation.core.port.Checkpoints#made}. */
  void made(List<LedgerCheckpoint> durable) throws SQLException {
    Columns columns = columns(durable.stream().map(LedgerCheckpoint::targetKind).toList());
    long[] commits = new long[durable.size()];
    Arrays.setAll(commits, i -> durable.get(columns.index[i]).n());
    run(MADE, columns.targets, columns.spaces, columns.kinds, commits);
  }

  private void run(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      statement.executeUpdate();
    }
  }
}
