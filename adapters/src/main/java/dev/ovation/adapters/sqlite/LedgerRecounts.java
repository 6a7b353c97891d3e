package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Recounting;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RecountPage;
import dev.ovation.core.port.SweepLedger.Sum;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts again what is stored, on one session and in one snapshot of it. Texts are read from the
 * tables, past the dictionary's caches, and a number that has no text in its space is shown as one:
 * what somebody wrote by hand must be counted, not fail. Used once, by one thread.
 */
final class LedgerRecounts {
  private static final String COUNTS =
      "SELECT value, total, n, high, low FROM count WHERE target = ? AND kind = ?";
  private static final String ROWS =
      """
      SELECT coalesce(a.text, '#' || i.actor), i.value, i.version, i.at, i.n
      FROM target t CROSS JOIN interaction i ON i.target = t.id
        LEFT JOIN actor a ON a.id = i.actor AND a.space = t.space
      WHERE t.id = ? AND i.kind = ?""";
  private static final String ROWS_BY_ACTOR = ROWS + " ORDER BY 1";
  private static final String ACTOR_ID =
      """
      SELECT a.id FROM actor a JOIN name sp ON sp.id = a.space WHERE sp.text = ?1 AND a.text = ?2
      UNION ALL SELECT n FROM (SELECT CAST(substr(?2, 2) AS INTEGER) AS n) WHERE '#' || n = ?2
      LIMIT 1""";
  // Not (target, kind) > (?, ?): that reads all rows of the (target, kind) on its way.
  private static final String NEXT =
      """
      SELECT * FROM (SELECT target, kind FROM %1$s WHERE target = ?1 AND kind > ?2
        ORDER BY kind LIMIT 1)
      UNION ALL SELECT * FROM (SELECT target, kind FROM %1$s WHERE target > ?1
        ORDER BY target, kind LIMIT 1)
      LIMIT 1""";
  private static final String NEXT_ROW = NEXT.formatted("interaction");
  private static final String NEXT_COUNT = NEXT.formatted("count");
  private static final String TARGET =
      """
      SELECT sp.text, ty.text, t.text FROM target t JOIN name sp ON sp.id = t.space
        JOIN name ty ON ty.id = t.type
      WHERE t.id = ?""";
  private static final String NAME = "SELECT text FROM name WHERE id = ?";
  private static final String NAME_ID = "SELECT id FROM name WHERE text = ?";
  private static final String TARGET_ID =
      """
      SELECT t.id FROM target t JOIN name sp ON sp.id = t.space JOIN name ty ON ty.id = t.type
      WHERE sp.text = ? AND t.text = ? AND ty.text = ?""";
  private static final String HAS_ROWS = "SELECT has_rows FROM name WHERE id = ?";

  private final Session session;
  private final Partitioner partitioner;
  private final Map<Long, String> names = new HashMap<>();

  LedgerRecounts(Session session, Partitioner partitioner) {
    this.session = session;
    this.partitioner = partitioner;
  }

  /** The numbers of a (target, kind) in this file; also the order that a pass goes in. */
  record Ids(long target, long kind) implements Comparable<Ids> {
    private static final Ids BEFORE_ALL = new Ids(Long.MIN_VALUE, Long.MIN_VALUE);

    static Ids ofCursor(@Nullable String cursor) {
      if (cursor == null) {
        return BEFORE_ALL;
      }
      int slash = cursor.indexOf('/');
      return new Ids(
          Long.parseLong(cursor, 0, slash, 10),
          Long.parseLong(cursor, slash + 1, cursor.length(), 10));
    }

    String cursor() {
      return target + "/" + kind;
    }

    @Override
    public int compareTo(Ids other) {
      int byTarget = Long.compare(target, other.target);
      return byTarget == 0 ? Long.compare(kind, other.kind) : byTarget;
    }
  }

  Recount recount(TargetKind targetKind) throws SQLException {
    Ids ids = ids(targetKind);
    return ids == null
        ? Recount.nothing(targetKind, position(targetKind))
        : recount(targetKind, ids).recount(isRegister(ids.kind()), position(targetKind));
  }

  /** See {@link dev.ovation.core.port.SweepLedger#recountAfter}. */
  RecountPage after(@Nullable String cursor, int rowsMax) throws SQLException {
    List<Recount> recounts = new ArrayList<>();
    long rowsRead = 0;
    Ids last = Ids.ofCursor(cursor);
    Ids next = next(last);
    while (next != null && (rowsRead < rowsMax || recounts.isEmpty())) {
      Target target = target(next.target());
      if (target != null) {
        TargetKind targetKind = new TargetKind(target, name(next.kind()));
        Recounting counted = recount(targetKind, next);
        rowsRead += counted.rowsRead();
        recounts.add(counted.recount(isRegister(next.kind()), position(targetKind)));
      }
      last = next;
      next = next(last);
    }
    return new RecountPage(recounts, next == null ? null : last.cursor(), rowsRead);
  }

  /** All rows, tombstones included, by actor. */
  List<KeyedRow> rows(TargetKind targetKind) throws SQLException {
    List<KeyedRow> rows = new ArrayList<>();
    Ids ids = ids(targetKind);
    if (ids != null) {
      PreparedStatement select = session.statement(ROWS_BY_ACTOR);
      Session.bind(select, ids.target(), ids.kind());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(
              new KeyedRow(
                  row.getString(1),
                  new Row(value(row), row.getLong(3), row.getLong(4), row.getLong(5))));
        }
      }
    }
    return rows;
  }

  /** The number that {@link #rows} shows as this actor; null when there is none. */
  @Nullable Long actor(Actor actor) throws SQLException {
    return number(ACTOR_ID, actor.space(), actor.id());
  }

  private Recounting recount(TargetKind targetKind, Ids ids) throws SQLException {
    Recounting recounting = new Recounting(targetKind);
    PreparedStatement counts = session.statement(COUNTS);
    Session.bind(counts, ids.target(), ids.kind());
    try (ResultSet count = counts.executeQuery()) {
      while (count.next()) {
        RowDigest digest = new RowDigest(count.getLong(4), count.getLong(5));
        boolean isSummed = !count.wasNull();
        recounting.stored(
            name(count.getLong(1)),
            new Sum(count.getLong(2), isSummed ? digest : null),
            count.getLong(3));
      }
    }
    PreparedStatement rows = session.statement(ROWS);
    Session.bind(rows, ids.target(), ids.kind());
    try (ResultSet row = rows.executeQuery()) {
      while (row.next()) {
        recounting.row(row.getString(1), value(row), row.getLong(3), row.getLong(4));
      }
    }
    return recounting;
  }

  private @Nullable String value(ResultSet row) throws SQLException {
    long value = row.getLong(2);
    return row.wasNull() ? null : name(value);
  }

  private LedgerPosition position(TargetKind targetKind) throws SQLException {
    return LedgerRows.position(session, partitioner.partition(targetKind));
  }

  /** Whether a kind ever had rows; the others are counters. */
  boolean isRegister(long kind) throws SQLException {
    return session.number(HAS_ROWS, 1, kind) == 1;
  }

  /** Null when the file has never held anything of it. */
  private @Nullable Ids ids(TargetKind targetKind) throws SQLException {
    Target target = targetKind.target();
    Long targetId = number(TARGET_ID, target.space(), target.id(), target.type());
    Long kind = number(NAME_ID, targetKind.kind());
    return targetId == null || kind == null ? null : new Ids(targetId, kind);
  }

  private @Nullable Long number(String sql, String... texts) throws SQLException {
    PreparedStatement select = session.statement(sql);
    for (int i = 0; i < texts.length; i++) {
      select.setString(i + 1, texts[i]);
    }
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : null;
    }
  }

  private @Nullable Ids next(Ids after) throws SQLException {
    Ids row = next(NEXT_ROW, after);
    Ids count = next(NEXT_COUNT, after);
    if (row == null || count == null) {
      return row == null ? count : row;
    }
    return row.compareTo(count) < 0 ? row : count;
  }

  private @Nullable Ids next(String sql, Ids after) throws SQLException {
    PreparedStatement select = session.statement(sql);
    Session.bind(select, after.target(), after.kind());
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? new Ids(row.getLong(1), row.getLong(2)) : null;
    }
  }

  /**
   * Null for a number that somebody wrote by hand and that names none: no reader can ask for it.
   */
  @Nullable Target target(long id) throws SQLException {
    PreparedStatement select = session.statement(TARGET);
    Session.bind(select, id);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? new Target(row.getString(1), row.getString(2), row.getString(3)) : null;
    }
  }

  String name(long id) throws SQLException {
    String known = names.get(id);
    if (known != null) {
      return known;
    }
    PreparedStatement select = session.statement(NAME);
    Session.bind(select, id);
    try (ResultSet row = select.executeQuery()) {
      String text = row.next() ? row.getString(1) : "#" + id;
      names.put(id, text);
      return text;
    }
  }
}
