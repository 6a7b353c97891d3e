package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The point reads of the ledger, by ids, on whatever session and in whatever snapshot the caller
 * has. Stateless.
 */
final class LedgerRows {
  private static final String ROW =
      "SELECT value, version, at, n FROM interaction WHERE target = ? AND kind = ? AND actor = ?";
  private static final String TOKEN =
      "SELECT version, at, n FROM token WHERE target = ? AND kind = ? AND key = ?";
  private static final String COUNTS =
      "SELECT value, total, n FROM count WHERE target = ? AND kind = ?";
  private static final String POSITION = "SELECT n, h, version FROM position WHERE partition = ?";
  private static final String MOVE =
      "INSERT OR REPLACE INTO position(partition, n, h, version) VALUES (?, ?, ?, ?)";

  private static final KeyedRead ROWS =
      new KeyedRead(
          "interaction", List.of("target", "kind", "actor"), "r.value, r.version, r.at, r.n");
  private static final KeyedRead TOKENS =
      new KeyedRead("token", List.of("target", "kind", "key"), "r.version, r.at, r.n");
  private static final KeyedRead ALL_COUNTS =
      new KeyedRead("count", List.of("target", "kind"), "r.value, r.total");

  private final Dictionary dictionary;

  LedgerRows(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /** Counts with the last commit that touched any of them. */
  record TouchedCounts(Counts counts, long touchedN) {
    static final TouchedCounts NONE = new TouchedCounts(Counts.NONE, 0);
  }

  static LedgerPosition position(Session session, int partition) throws SQLException {
    PreparedStatement select = session.statement(POSITION);
    select.setLong(1, partition);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next()
          ? new LedgerPosition(rows.getLong(1), rows.getLong(2), rows.getLong(3))
          : LedgerPosition.START;
    }
  }

  /** Moves a partition's position. */
  static void position(Session session, int partition, LedgerPosition after) throws SQLException {
    session.run(MOVE, partition, after.n(), after.h(), after.version());
  }

  Row row(Session session, long target, long kind, long actor) throws SQLException {
    PreparedStatement select = session.statement(ROW);
    select.setLong(1, target);
    select.setLong(2, kind);
    select.setLong(3, actor);
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        return Row.NONE;
      }
      // Values have positive ids, so 0 is SQL's null.
      long value = rows.getLong(1);
      return new Row(
          value == 0 ? null : dictionary.text(session, value),
          rows.getLong(2),
          rows.getLong(3),
          rows.getLong(4));
    }
  }

  static Row token(Session session, long target, long kind, String key) throws SQLException {
    PreparedStatement select = session.statement(TOKEN);
    select.setLong(1, target);
    select.setLong(2, kind);
    select.setString(3, key);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next()
          ? new Row(null, rows.getLong(1), rows.getLong(2), rows.getLong(3))
          : Row.NONE;
    }
  }

  TouchedCounts counts(Session session, long target, long kind) throws SQLException {
    PreparedStatement select = session.statement(COUNTS);
    select.setLong(1, target);
    select.setLong(2, kind);
    try (ResultSet rows = select.executeQuery()) {
      TreeMap<String, Long> totals = new TreeMap<>();
      long touchedN = 0;
      while (rows.next()) {
        totals.put(dictionary.text(session, rows.getLong(1)), rows.getLong(2));
        touchedN = Math.max(touchedN, rows.getLong(3));
      }
      return touchedN == 0 ? TouchedCounts.NONE : new TouchedCounts(Counts.of(totals), touchedN);
    }
  }

  /**
   * Rows by their ids.
   *
   * @param order the indexes of those to read; for the others there is no row
   */
  List<Row> rows(Session session, int[] order, long[] targets, long[] kinds, long[] actors)
      throws SQLException {
    List<Row> found = new ArrayList<>(Collections.nCopies(targets.length, Row.NONE));
    ROWS.run(
        session,
        order,
        (select, first, i) -> {
          select.setLong(first, targets[i]);
          select.setLong(first + 1, kinds[i]);
          select.setLong(first + 2, actors[i]);
        },
        (i, row) -> {
          long value = row.getLong(2);
          String text = value == 0 ? null : dictionary.text(session, value);
          found.set(i, new Row(text, row.getLong(3), row.getLong(4), row.getLong(5)));
        });
    return found;
  }

  /** Counted tokens; see {@link #rows} for the order. */
  List<Row> tokens(Session session, int[] order, long[] targets, long[] kinds, List<String> keys)
      throws SQLException {
    List<Row> found = new ArrayList<>(Collections.nCopies(targets.length, Row.NONE));
    TOKENS.run(
        session,
        order,
        (select, first, i) -> {
          select.setLong(first, targets[i]);
          select.setLong(first + 1, kinds[i]);
          select.setString(first + 2, keys.get(i));
        },
        (i, row) -> found.set(i, new Row(null, row.getLong(2), row.getLong(3), row.getLong(4))));
    return found;
  }

  /** Counts; see {@link #rows} for the order. */
  List<Counts> counts(Session session, int[] order, long[] targets, long[] kinds)
      throws SQLException {
    List<@Nullable Map<String, Long>> found =
        new ArrayList<>(Collections.nCopies(targets.length, null));
    ALL_COUNTS.run(
        session,
        order,
        (select, first, i) -> {
          select.setLong(first, targets[i]);
          select.setLong(first + 1, kinds[i]);
        },
        (i, row) -> {
          Map<String, Long> of = found.get(i);
          if (of == null) {
            of = new HashMap<>();
            found.set(i, of);
          }
          of.put(dictionary.text(session, row.getLong(2)), row.getLong(3));
        });
    List<Counts> counts = new ArrayList<>(found.size());
    for (Map<String, Long> of : found) {
      counts.add(of == null ? Counts.NONE : Counts.of(of));
    }
    return counts;
  }

  /** The row that a query asks for: a register's, or what is known of a counter's token. */
  Row row(Session session, LedgerQuery query, long target, long kind) throws SQLException {
    String key = query.key();
    if (key == null || key.startsWith(EntryKey.VERSION_PREFIX)) {
      return Row.NONE;
    }
    if (key.indexOf('/') >= 0) {
      return token(session, target, kind, key);
    }
    long actor = dictionary.actor(session, new Actor(query.targetKind().target().space(), key));
    return actor == Dictionary.ABSENT ? Row.NONE : row(session, target, kind, actor);
  }
}
