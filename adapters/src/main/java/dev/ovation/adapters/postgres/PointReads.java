package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers any number of queries with one statement: a statement sees one snapshot, so positions,
 * rows and counts fit together without a transaction around them. Immutable.
 */
final class PointReads {
  private static final int POSITION = 0;
  private static final int ROW = 1;
  private static final int TOKEN = 2;
  private static final int COUNT = 3;

  static final String SQL =
      "SELECT 0, partition, n, h, version, CASE WHEN placed THEN 'placed' END FROM position"
          + " WHERE partition = ANY (?::int[])"
          + " UNION ALL SELECT 1, k.i, r.version, r.at, r.n, r.value FROM "
          + KeyedReads.KEYS
          + " JOIN interaction r ON "
          + KeyedReads.SAME_KIND
          + " AND r.actor = k.key"
          + " UNION ALL SELECT 2, k.i, r.version, r.at, r.n, NULL FROM "
          + KeyedReads.KEYS
          + " JOIN token r ON "
          + KeyedReads.SAME_KIND
          + " AND r.key = k.key"
          + " UNION ALL SELECT 3, k.i, r.total, r.n, 0, r.value FROM "
          + KeyedReads.KEYS
          + " JOIN count r ON "
          + KeyedReads.SAME_KIND;

  private final Partitioner partitioner;

  PointReads(Partitioner partitioner) {
    this.partitioner = partitioner;
  }

  /** Answers queries, in their order, from one snapshot. */
  List<LedgerAnswer> answers(Connection connection, List<LedgerQuery> queries) throws SQLException {
    Found found = new Found();
    try (PreparedStatement select = connection.prepareStatement(SQL)) {
      Columns.bind(select, parameters(queries));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.take(rows);
        }
      }
    }
    return answers(found, queries);
  }

  /** The answers that a statement found. */
  List<LedgerAnswer> answers(Found found, List<LedgerQuery> queries) {
    List<LedgerAnswer> answers = new ArrayList<>(queries.size());
    for (int i = 0; i < queries.size(); i++) {
      LedgerQuery query = queries.get(i);
      answers.add(found.answer(i, query, partition(query)));
    }
    return answers;
  }

  int partition(LedgerQuery query) {
    return partitioner.partition(query.targetKind());
  }

  /** The parameters of {@link #SQL}: partitions, then the keys of rows, of tokens, of counts. */
  Object[] parameters(List<LedgerQuery> queries) {
    List<Asked> rows = new ArrayList<>();
    List<Asked> tokens = new ArrayList<>();
    List<Asked> counts = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      LedgerQuery query = queries.get(i);
      String key = query.key();
      if (key != null) {
        (isToken(key) ? tokens : rows).add(new Asked(i, query.targetKind(), key));
      }
      if (query.counts()) {
        counts.add(new Asked(i, query.targetKind(), ""));
      }
    }
    List<Object> parameters = new ArrayList<>();
    parameters.add(queries.stream().mapToInt(this::partition).distinct().toArray());
    for (List<Asked> asked : List.of(rows, tokens, counts)) {
      Columns columns = Columns.of(asked, Asked::targetKind, Asked::key);
      int[] index = columns.index.clone();
      Arrays.setAll(index, i -> asked.get(columns.index[i]).query());
      parameters.addAll(
          List.of(index, columns.targets, columns.spaces, columns.kinds, columns.keys));
    }
    return parameters.toArray();
  }

  /** Whether an entry's key is that of an addition to a counter, see {@link EntryKey}. */
  private static boolean isToken(String key) {
    return key.startsWith(EntryKey.VERSION_PREFIX) || key.indexOf('/') >= 0;
  }

  private record Asked(int query, TargetKind targetKind, String key) {}

  /** What the statement found, by query. */
  static final class Found {
    private final Map<Integer, LedgerPosition> positions = new HashMap<>();
    private final Set<Integer> placed = new HashSet<>();
    private final Map<Integer, Row> rows = new HashMap<>();
    private final Map<Integer, Map<String, Long>> totals = new HashMap<>();
    private final Map<Integer, Long> touched = new HashMap<>();

    void take(ResultSet row) throws SQLException {
      int i = row.getInt(2);
      switch (row.getInt(1)) {
        case POSITION -> {
          positions.put(i, new LedgerPosition(row.getLong(3), row.getLong(4), row.getLong(5)));
          if (row.getString(6) != null) {
            placed.add(i);
          }
        }
        case ROW, TOKEN ->
            rows.put(i, new Row(row.getString(6), row.getLong(3), row.getLong(4), row.getLong(5)));
        case COUNT -> {
          totals.computeIfAbsent(i, of -> new HashMap<>()).put(row.getString(6), row.getLong(3));
          touched.merge(i, row.getLong(4), Math::max);
        }
        default -> throw new IllegalStateException("the statement has four parts");
      }
    }

    /** Whether a partition may have a place. */
    boolean isPlaced(int partition) {
      return placed.contains(partition);
    }

    LedgerAnswer answer(int i, LedgerQuery query, int partition) {
      LedgerPosition position = positions.getOrDefault(partition, LedgerPosition.START);
      return new LedgerAnswer(
          position.n(),
          position.h(),
          rows.getOrDefault(i, Row.NONE),
          query.counts() ? Counts.of(totals.getOrDefault(i, Map.of())) : null,
          touched.getOrDefault(i, 0L));
    }
  }
}
