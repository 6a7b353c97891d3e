package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.ClusterLedger.ColdAnswer;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers queries in place of the hot store: what {@link PointReads} finds, and what is parked,
 * with one statement and so from one snapshot. Immutable.
 */
final class ColdReads {
  private static final int PARKED = 4;

  /**
   * Of each (target, kind) with parked events a row, with the newest of the key if there is one.
   */
  static final String SQL =
      "SELECT a.*, NULL::bytea FROM ("
          + PointReads.SQL
          + ") AS a UNION ALL SELECT 4, k.i, 0, 0, 0, NULL, ("
          + "SELECT r.bytes FROM dead_letter r WHERE "
          + KeyedReads.SAME_KIND
          + " AND r.key = k.key AND r.target IS NOT NULL AND r.settled_n = 0 ORDER BY r.version DESC LIMIT 1) FROM "
          + KeyedReads.KEYS
          + " WHERE EXISTS (SELECT 1 FROM dead_letter r WHERE "
          + KeyedReads.SAME_KIND
          + " AND r.target IS NOT NULL AND r.settled_n = 0)";

  private final PointReads points;
  private final Failures failures;

  ColdReads(PointReads points, Failures failures) {
    this.points = points;
    this.failures = failures;
  }

  /** Answers queries, in their order. */
  List<ColdAnswer> answers(Connection connection, List<LedgerQuery> queries) throws SQLException {
    PointReads.Found found = new PointReads.Found();
    Set<Integer> anyParked = new HashSet<>();
    Map<Integer, Event> parked = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(SQL)) {
      Columns.bind(select, parameters(queries));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (rows.getInt(1) != PARKED) {
            found.take(rows);
            continue;
          }
          anyParked.add(rows.getInt(2));
          byte[] newest = rows.getBytes(7);
          if (newest != null) {
            parked.put(rows.getInt(2), StoredEvents.decode(newest, failures, "dead letter"));
          }
        }
      }
    }
    List<LedgerAnswer> answers = points.answers(found, queries);
    List<ColdAnswer> cold = new ArrayList<>(answers.size());
    for (int i = 0; i < answers.size(); i++) {
      boolean placed = found.isPlaced(points.partition(queries.get(i)));
      cold.add(new ColdAnswer(answers.get(i), parked.get(i), anyParked.contains(i), placed));
    }
    return cold;
  }

  private Object[] parameters(List<LedgerQuery> queries) {
    List<Object> parameters = new ArrayList<>(List.of(points.parameters(queries)));
    Columns columns = Columns.of(queries, LedgerQuery::targetKind, ColdReads::key);
    parameters.addAll(
        List.of(columns.index, columns.targets, columns.spaces, columns.kinds, columns.keys));
    return parameters.toArray();
  }

  /** Without a key none is asked for; no entry has an empty one. */
  private static String key(LedgerQuery query) {
    String key = query.key();
    return key == null ? "" : key;
  }
}
