package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the newest rows of actors: one statement for any number of them. Stateless. */
final class ActorViews {
  private static final int GENERATION = -1;

  /**
   * The generation, and for each actor the newest rows of each kind, and of those the newest. One
   * statement, so one snapshot: where it sees a generation, it sees all that its place was made of.
   */
  private static final String SQL =
      """
      SELECT -1, NULL, NULL, number, 0, 0, NULL FROM setting WHERE name = 'generation'
      UNION ALL
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

  private ActorViews() {}

  /** An actor whose rows are asked for. */
  record Asked(Actor actor, int rowsMax) {
    private static final int WEIGHT_MAX = 64;

    /** Most actors have few rows; the weight is a guess between one and the cap. */
    int weight() {
      return Math.clamp(rowsMax, 1, WEIGHT_MAX);
    }
  }

  private record Held(TargetKind targetKind, Row row) {}

  /** The rows of actors, in their order. */
  static List<ActorRows> read(Connection connection, List<Asked> asked) throws SQLException {
    List<List<Held>> found = new ArrayList<>(asked.size());
    int[] index = new int[asked.size()];
    String[] actors = new String[asked.size()];
    String[] spaces = new String[asked.size()];
    int[] limits = new int[asked.size()];
    for (int i = 0; i < index.length; i++) {
      found.add(new ArrayList<>());
      index[i] = i;
      actors[i] = asked.get(i).actor().id();
      spaces[i] = asked.get(i).actor().space();
      // One more than wanted tells whether there are more.
      limits[i] = asked.get(i).rowsMax() + 1;
    }
    long generation = 0;
    try (PreparedStatement select = connection.prepareStatement(SQL)) {
      Columns.bind(select, index, actors, spaces, limits);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          int i = rows.getInt(1);
          if (i == GENERATION) {
            generation = rows.getLong(4);
          } else {
            found.get(i).add(held(rows, spaces[i]));
          }
        }
      }
    }
    List<ActorRows> answers = new ArrayList<>(asked.size());
    for (int i = 0; i < index.length; i++) {
      answers.add(view(found.get(i), asked.get(i).rowsMax(), generation));
    }
    return answers;
  }

  private static Held held(ResultSet row, String space) throws SQLException {
    return new Held(
        new TargetKind(Target.ofText(space, row.getString(3)), row.getString(2)),
        new Row(row.getString(7), row.getLong(4), row.getLong(5), row.getLong(6)));
  }

  private static ActorRows view(List<Held> found, int rowsMax, long generation) {
    boolean complete = found.size() <= rowsMax;
    if (!complete) {
      found.sort(Comparator.comparingLong((Held held) -> held.row().atMillis()).reversed());
    }
    Map<TargetKind, Row> rows = new HashMap<>();
    for (Held held : complete ? found : found.subList(0, rowsMax)) {
      rows.put(held.targetKind(), held.row());
    }
    return new ActorRows(rows, complete, generation);
  }
}
