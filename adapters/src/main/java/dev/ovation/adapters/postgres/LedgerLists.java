package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lists. A page is two stretches of an index, in its order: what is left of the group of rows
 * with the time that the last page ended at, and what is older. So a page costs what it shows,
 * however many rows share one time. Stateless.
 */
final class LedgerLists {
  private static final String WHO =
      """
      (SELECT r.actor, r.value, r.version, r.at, r.n FROM interaction r
       WHERE r.target = ? AND r.space = ? AND r.kind = ? AND r.value = %1$s
         AND r.at = ? AND r.actor > ?
       ORDER BY r.actor LIMIT ?)
      UNION ALL
      (SELECT r.actor, r.value, r.version, r.at, r.n FROM interaction r
       WHERE r.target = ? AND r.space = ? AND r.kind = ? AND r.value = %1$s AND r.at < ?
       ORDER BY r.at DESC, r.actor LIMIT ?)""";
  private static final String PAGE_OF_ACTORS = " ORDER BY at DESC, actor LIMIT ?";

  static final String OF_VALUE = WHO.formatted("?") + PAGE_OF_ACTORS;

  /**
   * One list for each value that is held, merged: the first of each suffice for the first of all.
   */
  static final String OF_ALL_VALUES =
      """
      WITH RECURSIVE held(value) AS (
        SELECT min(m.value) FROM interaction m
        WHERE m.target = ? AND m.space = ? AND m.kind = ? AND m.value IS NOT NULL
        UNION ALL
        SELECT (SELECT min(m.value) FROM interaction m
                WHERE m.target = ? AND m.space = ? AND m.kind = ? AND m.value > held.value)
        FROM held WHERE held.value IS NOT NULL)
      SELECT page.* FROM held CROSS JOIN LATERAL ("""
          + WHO.formatted("held.value")
          + ") page"
          + PAGE_OF_ACTORS;

  static final String OF_ACTOR =
      """
      (SELECT r.target, r.value, r.version, r.at, r.n FROM interaction r
       WHERE r.actor = ? AND r.space = ? AND r.kind = ? AND r.value IS NOT NULL
         AND r.target >= ? AND r.target < ? AND r.at = ? AND r.target > ?
       ORDER BY r.target LIMIT ?)
      UNION ALL
      (SELECT r.target, r.value, r.version, r.at, r.n FROM interaction r
       WHERE r.actor = ? AND r.space = ? AND r.kind = ? AND r.value IS NOT NULL
         AND r.target >= ? AND r.target < ? AND r.at < ?
       ORDER BY r.at DESC, r.target LIMIT ?)
      ORDER BY at DESC, target LIMIT ?""";

  private LedgerLists() {}

  /** The targets of one type, or all: a range of texts, its end left out. */
  private record Types(String from, String to) {
    // The characters after the last that begins a type, and after the colon that ends one.
    private static final Types ALL = new Types("", "{");

    static Types of(@Nullable String type) {
      return type == null ? ALL : new Types(type + ":", type + ";");
    }
  }

  static List<RowItem> ofTarget(
      Connection connection, TargetKind targetKind, @Nullable String value, Page page)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(value == null ? OF_ALL_VALUES : OF_VALUE)) {
      Columns.bind(select, whoParameters(targetKind, value, page));
      List<RowItem> items = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          items.add(new RowItem(new Interaction(targetKind, rows.getString(1)), row(rows)));
        }
      }
      return items;
    }
  }

  static Object[] whoParameters(TargetKind targetKind, @Nullable String value, Page page) {
    String target = targetKind.target().text();
    String space = targetKind.target().space();
    String kind = targetKind.kind();
    long at = page.afterAtMillis();
    String key = page.afterKey();
    int limit = page.limit();
    return value == null
        ? new Object[] {
          target, space, kind, target, space, kind, target, space, kind, at, key, limit, target,
          space, kind, at, limit, limit
        }
        : new Object[] {
          target, space, kind, value, at, key, limit, target, space, kind, value, at, limit, limit
        };
  }

  static List<RowItem> ofActor(
      Connection connection, Actor actor, String kind, @Nullable String type, Page page)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(OF_ACTOR)) {
      Columns.bind(select, mineParameters(actor, kind, type, page));
      List<RowItem> items = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          items.add(
              new RowItem(
                  Interaction.of(Target.ofText(actor.space(), rows.getString(1)), kind, actor.id()),
                  row(rows)));
        }
      }
      return items;
    }
  }

  static Object[] mineParameters(Actor actor, String kind, @Nullable String type, Page page) {
    Types types = Types.of(type);
    String id = actor.id();
    String space = actor.space();
    long at = page.afterAtMillis();
    int limit = page.limit();
    return new Object[] {
      id,
      space,
      kind,
      types.from(),
      types.to(),
      at,
      page.afterKey(),
      limit,
      id,
      space,
      kind,
      types.from(),
      types.to(),
      at,
      limit,
      limit
    };
  }

  private static Row row(ResultSet rows) throws SQLException {
    return new Row(rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getLong(5));
  }
}
