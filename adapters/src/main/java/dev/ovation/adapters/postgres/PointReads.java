package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
      "SELECT 0, partition, n, h, version, NULL FROM position WHERE partition = ANY (?::int[])"
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

  /** For each actor the newest rows of each kind, and of those the newest. */
  private static final String VIEWS =
      """
      SELECT k.i, r.kind, r.target, r.version, r.at, r.n, r.value
      FROM unnest(?::int[], ?::text[], ?::text[], ?::int[]) AS k(i, actor, space, rows_max)
      CROSS JOIN LATERAL (
        WITH RECURSIVE held(kind) AS (
          SELECT min(m.kind) FROM interaction m WHERE m.actor = k.actor AND m.space = k.space
          UNION ALL
          SELECT (SELECT min(m.kind) FROM interaction m
                  WHERE m.actor = k.actor AND m.space = k.space AND m.kind > held.kind)
          FROM held WHERE held.kind IS NOT NULL)
        SELECT newest.* FROM held CROSS JOIN LATERAL (
          SELECT m.kind, m.target, m.version, m.at, m.n, m.value FROM interaction m
          WHERE m.actor = k.actor AND m.space = k.space AND m.kind = held.kind
          ORDER BY m.at DESC LIMIT k.rows_max) newest
        ORDER BY newest.at DESC LIMIT k.rows_max) r""";

  private final Partitioner partitioner;

  PointReads(Partitioner partitioner) {
    this.partitioner = partitioner;
  }

  /** An actor whose rows are asked for. */
  record View(Actor actor, int rowsMax) {}

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
    List<LedgerAnswer> answers = new ArrayList<>(queries.size());
    for (int i = 0; i < queries.size(); i++) {
      LedgerQuery query = queries.get(i);
      int partition = partitioner.partition(query.targetKind().target());
      answers.add(found.answer(i, query, partition));
    }
    return answers;
  }

  /** The parameters of {@link #SQL}: partitions, then the keys of rows, of tokens, of counts. */
  private Object[] parameters(List<LedgerQuery> queries) {
    List<Asked> rows = new ArrayList<>();
    List<Asked> tokens = new ArrayList<>();
    List<Asked> counts = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      LedgerQuery query = queries.get(i);
      String key = query.key();
      // What a version tells apart is never stored.
      if (key != null && !key.startsWith(EntryKey.VERSION_PREFIX)) {
        (key.indexOf('/') >= 0 ? tokens : rows).add(new Asked(i, query.targetKind(), key));
      }
      if (query.counts()) {
        counts.add(new Asked(i, query.targetKind(), ""));
      }
    }
    List<Object> parameters = new ArrayList<>();
    parameters.add(
        queries.stream()
            .mapToInt(query -> partitioner.partition(query.targetKind().target()))
            .distinct()
            .toArray());
    for (List<Asked> asked : List.of(rows, tokens, counts)) {
      Columns columns = Columns.of(asked, Asked::targetKind, Asked::key);
      int[] index = columns.index.clone();
      Arrays.setAll(index, i -> asked.get(columns.index[i]).query());
      parameters.addAll(
          List.of(index, columns.targets, columns.spaces, columns.kinds, columns.keys));
    }
    return parameters.toArray();
  }

  private record Asked(int query, TargetKind targetKind, String key) {}

  /** What the statement found, by query. */
  private static final class Found {
    private final Map<Integer, LedgerPosition> positions = new HashMap<>();
    private final Map<Integer, Row> rows = new HashMap<>();
    private final Map<Integer, Map<String, Long>> totals = new HashMap<>();
    private final Map<Integer, Long> touched = new HashMap<>();

    void take(ResultSet row) throws SQLException {
      int i = row.getInt(2);
      switch (row.getInt(1)) {
        case POSITION ->
            positions.put(i, new LedgerPosition(row.getLong(3), row.getLong(4), row.getLong(5)));
        case ROW, TOKEN ->
            rows.put(i, new Row(row.getString(6), row.getLong(3), row.getLong(4), row.getLong(5)));
        case COUNT -> {
          totals.computeIfAbsent(i, of -> new HashMap<>()).put(row.getString(6), row.getLong(3));
          touched.merge(i, row.getLong(4), Math::max);
        }
        default -> throw new IllegalStateException("the statement has four parts");
      }
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

  /** The rows of actors, in their order. */
  static List<ActorRows> views(Connection connection, List<View> views) throws SQLException {
    List<List<Held>> found = new ArrayList<>(views.size());
    int[] index = new int[views.size()];
    String[] actors = new String[views.size()];
    String[] spaces = new String[views.size()];
    int[] limits = new int[views.size()];
    for (int i = 0; i < index.length; i++) {
      View view = views.get(i);
      found.add(new ArrayList<>());
      index[i] = i;
      actors[i] = view.actor().id();
      spaces[i] = view.actor().space();
      // One more than wanted tells whether there are more.
      limits[i] = view.rowsMax() + 1;
    }
    try (PreparedStatement select = connection.prepareStatement(VIEWS)) {
      Columns.bind(select, index, actors, spaces, limits);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          int i = rows.getInt(1);
          Target target = TargetText.parse(spaces[i], rows.getString(3));
          found
              .get(i)
              .add(
                  new Held(
                      new TargetKind(target, rows.getString(2)),
                      new Row(
                          rows.getString(7), rows.getLong(4), rows.getLong(5), rows.getLong(6))));
        }
      }
    }
    List<ActorRows> answers = new ArrayList<>(views.size());
    for (int i = 0; i < index.length; i++) {
      answers.add(view(found.get(i), views.get(i).rowsMax()));
    }
    return answers;
  }

  private record Held(TargetKind targetKind, Row row) {}

  private static ActorRows view(List<Held> found, int rowsMax) {
    boolean complete = found.size() <= rowsMax;
    if (!complete) {
      found.sort(Comparator.comparingLong((Held held) -> held.row().atMillis()).reversed());
    }
    Map<TargetKind, Row> rows = new HashMap<>();
    for (Held held : complete ? found : found.subList(0, rowsMax)) {
      rows.put(held.targetKind(), held.row());
    }
    return new ActorRows(rows, complete);
  }
}
