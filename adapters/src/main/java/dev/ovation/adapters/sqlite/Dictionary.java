package dev.ovation.adapters.sqlite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Target;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Texts as integers. Only committed ids get into the caches, and only ones that exist: an id that
 * is not there now may be there at the next look. Thread-safe; sessions belong to the caller.
 */
final class Dictionary {
  /** There is no id: the text has never been stored. */
  static final long ABSENT = -1;

  /** Spaces, types, kinds and values; types are chosen by clients, so these are bounded too. */
  private static final int NAMES_MAX = 10_000;

  private final Cache<String, Long> names = Caffeine.newBuilder().maximumSize(NAMES_MAX).build();
  private final Cache<Long, String> texts = Caffeine.newBuilder().maximumSize(NAMES_MAX).build();
  private final Cache<Actor, Long> actors;
  private final Cache<Target, Long> targets;

  Dictionary(int entriesMax) {
    this.actors = Caffeine.newBuilder().maximumSize(entriesMax).build();
    this.targets = Caffeine.newBuilder().maximumSize(entriesMax).build();
  }

  long name(Session session, String text) throws SQLException {
    Long known = names.getIfPresent(text);
    if (known != null) {
      return known;
    }
    PreparedStatement select = session.statement("SELECT id FROM name WHERE text = ?");
    select.setString(1, text);
    long id = only(select);
    if (id != ABSENT) {
      names.put(text, id);
    }
    return id;
  }

  /** The text of a name that is stored. */
  String text(Session session, long id) throws SQLException {
    String known = texts.getIfPresent(id);
    if (known != null) {
      return known;
    }
    PreparedStatement select = session.statement("SELECT text FROM name WHERE id = ?");
    select.setLong(1, id);
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        // Told by the caller as damage: an id without its text can't be shown.
        throw new SQLException(
            "name " + id + " is missing", null, org.sqlite.SQLiteErrorCode.SQLITE_CORRUPT.code);
      }
      String text = rows.getString(1);
      texts.put(id, text);
      return text;
    }
  }

  long actor(Session session, Actor actor) throws SQLException {
    Long known = actors.getIfPresent(actor);
    if (known != null) {
      return known;
    }
    long space = name(session, actor.space());
    if (space == ABSENT) {
      return ABSENT;
    }
    PreparedStatement select =
        session.statement("SELECT id FROM actor WHERE space = ? AND text = ?");
    select.setLong(1, space);
    select.setString(2, actor.id());
    long id = only(select);
    if (id != ABSENT) {
      actors.put(actor, id);
    }
    return id;
  }

  long target(Session session, Target target) throws SQLException {
    Long known = targets.getIfPresent(target);
    if (known != null) {
      return known;
    }
    long space = name(session, target.space());
    long type = name(session, target.type());
    if (space == ABSENT || type == ABSENT) {
      return ABSENT;
    }
    PreparedStatement select =
        session.statement("SELECT id FROM target WHERE space = ? AND text = ? AND type = ?");
    select.setLong(1, space);
    select.setString(2, target.id());
    select.setLong(3, type);
    long id = only(select);
    if (id != ABSENT) {
      targets.put(target, id);
    }
    return id;
  }

  private static long only(PreparedStatement select) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : ABSENT;
    }
  }

  /** Forgets everything, for when a transaction that made ids was undone. */
  void clear() {
    names.invalidateAll();
    texts.invalidateAll();
    actors.invalidateAll();
    targets.invalidateAll();
  }

  void publishName(String text, long id) {
    names.put(text, id);
  }

  void publishActor(Actor actor, long id) {
    actors.put(actor, id);
  }

  void publishTarget(Target target, long id) {
    targets.put(target, id);
  }
}
