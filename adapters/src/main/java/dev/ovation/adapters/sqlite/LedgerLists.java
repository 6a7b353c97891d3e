package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lists. Times come in order from an index; rows of one and the same time are sorted by text as
 * they are read, because ids come in order of arrival, which a rebuild does not keep. SQLite sorts
 * such a group at a time and stops at the limit. Stateless.
 */
final class LedgerLists {
  private static final Comparator<RowItem> NEWEST_FIRST_BY_ACTOR =
      Comparator.comparingLong((RowItem item) -> item.row().atMillis())
          .reversed()
          .thenComparing(item -> item.interaction().actor());
  private static final Comparator<RowItem> NEWEST_FIRST =
      Comparator.comparingLong((RowItem item) -> item.row().atMillis()).reversed();

  private static final String WHO =
      """
      SELECT a.text, i.version, i.at, i.n
      FROM interaction i INDEXED BY interaction_who CROSS JOIN actor a ON a.id = i.actor
      WHERE i.target = ?1 AND i.kind = ?2 AND i.value = ?3 AND i.value IS NOT NULL
        AND i.at <= ?4 AND (i.at < ?4 OR a.text > ?5)
      ORDER BY i.at DESC, a.text
      LIMIT ?6""";
  private static final String NEXT_VALUE =
      """
      SELECT value FROM interaction INDEXED BY interaction_who
      WHERE target = ? AND kind = ? AND value IS NOT NULL AND value > ? ORDER BY value LIMIT 1""";
  private static final String MINE =
      """
      SELECT ty.text, t.text, i.value, i.version, i.at, i.n
      FROM interaction i INDEXED BY interaction_mine
        CROSS JOIN target t ON t.id = i.target CROSS JOIN name ty ON ty.id = t.type
      WHERE i.actor = ?1 AND i.kind = ?2 AND i.value IS NOT NULL
        AND (?3 < 0 OR t.type = ?3)
        AND i.at <= ?4 AND (i.at < ?4 OR ty.text || ':' || t.text > ?5)
      ORDER BY i.at DESC, ty.text || ':' || t.text
      LIMIT ?6""";
  private static final String NEXT_KIND =
      "SELECT kind FROM interaction INDEXED BY interaction_mine WHERE actor = ? AND kind > ?"
          + " ORDER BY kind LIMIT 1";
  private static final String VIEW =
      """
      SELECT ty.text, t.text, i.value, i.version, i.at, i.n
      FROM interaction i INDEXED BY interaction_mine
        CROSS JOIN target t ON t.id = i.target CROSS JOIN name ty ON ty.id = t.type
      WHERE i.actor = ? AND i.kind = ?
      ORDER BY i.at DESC
      LIMIT ?""";

  private final Dictionary dictionary;

  LedgerLists(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  List<RowItem> ofTarget(Session session, TargetKind targetKind, @Nullable String value, Page page)
      throws SQLException {
    long target = dictionary.target(session, targetKind.target());
    long kind = dictionary.name(session, targetKind.kind());
    long only = value == null ? 0 : dictionary.name(session, value);
    if (target == Dictionary.ABSENT || kind == Dictionary.ABSENT || only == Dictionary.ABSENT) {
      return List.of();
    }
    List<RowItem> items = new ArrayList<>();
    if (value != null) {
      who(session, targetKind, target, kind, only, page, items);
      return items;
    }
    // One list for each value that is held, merged: the first of each suffice for the first of all.
    long next = session.number(NEXT_VALUE, Dictionary.ABSENT, target, kind, 0);
    while (next != Dictionary.ABSENT) {
      who(session, targetKind, target, kind, next, page, items);
      next = session.number(NEXT_VALUE, Dictionary.ABSENT, target, kind, next);
    }
    items.sort(NEWEST_FIRST_BY_ACTOR);
    return items.size() <= page.limit() ? items : items.subList(0, page.limit());
  }

  private void who(
      Session session,
      TargetKind targetKind,
      long target,
      long kind,
      long value,
      Page page,
      List<RowItem> into)
      throws SQLException {
    PreparedStatement select = session.statement(WHO);
    Session.bind(select, target, kind, value, page.afterAtMillis());
    select.setString(5, page.afterKey());
    select.setInt(6, page.limit());
    String text = dictionary.text(session, value);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        into.add(
            new RowItem(
                new Interaction(targetKind, rows.getString(1)),
                new Row(text, rows.getLong(2), rows.getLong(3), rows.getLong(4))));
      }
    }
  }

  List<RowItem> ofActor(Session session, Actor actor, String kind, @Nullable String type, Page page)
      throws SQLException {
    long actorId = dictionary.actor(session, actor);
    long kindId = dictionary.name(session, kind);
    long typeId = type == null ? 0 : dictionary.name(session, type);
    if (actorId == Dictionary.ABSENT
        || kindId == Dictionary.ABSENT
        || typeId == Dictionary.ABSENT) {
      return List.of();
    }
    PreparedStatement select = session.statement(MINE);
    Session.bind(
        select, actorId, kindId, type == null ? Dictionary.ABSENT : typeId, page.afterAtMillis());
    select.setString(5, page.afterKey());
    select.setInt(6, page.limit());
    return mine(session, select, actor, kind);
  }

  /** The newest rows of each kind, and of those the newest. */
  ActorRows view(Session session, Actor actor, int rowsMax) throws SQLException {
    long actorId = dictionary.actor(session, actor);
    List<RowItem> items = new ArrayList<>();
    long kind =
        actorId == Dictionary.ABSENT
            ? Dictionary.ABSENT
            : session.number(NEXT_KIND, Dictionary.ABSENT, actorId, 0);
    while (kind != Dictionary.ABSENT) {
      PreparedStatement select = session.statement(VIEW);
      Session.bind(select, actorId, kind, rowsMax + 1L);
      items.addAll(mine(session, select, actor, dictionary.text(session, kind)));
      kind = session.number(NEXT_KIND, Dictionary.ABSENT, actorId, kind);
    }
    boolean complete = items.size() <= rowsMax;
    if (!complete) {
      items.sort(NEWEST_FIRST);
    }
    Map<TargetKind, Row> rows = new HashMap<>();
    for (RowItem item : complete ? items : items.subList(0, rowsMax)) {
      rows.put(item.interaction().targetKind(), item.row());
    }
    return new ActorRows(rows, complete);
  }

  private List<RowItem> mine(Session session, PreparedStatement select, Actor actor, String kind)
      throws SQLException {
    List<RowItem> items = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Target target = new Target(actor.space(), rows.getString(1), rows.getString(2));
        long value = rows.getLong(3);
        items.add(
            new RowItem(
                Interaction.of(target, kind, actor.id()),
                new Row(
                    value == 0 ? null : dictionary.text(session, value),
                    rows.getLong(4),
                    rows.getLong(5),
                    rows.getLong(6))));
      }
    }
    return items;
  }
}
