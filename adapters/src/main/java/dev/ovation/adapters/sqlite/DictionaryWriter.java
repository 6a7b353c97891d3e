package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Target;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds or makes ids within one transaction. What it makes gets into the shared dictionary only
 * once the transaction is committed. Used by one thread.
 */
final class DictionaryWriter {
  private final Dictionary dictionary;
  private final Session session;

  /** Also those that were there before: there are few, and each row asks for two. */
  private final Map<String, Long> names = new HashMap<>();

  private final Map<Actor, Long> actors = new HashMap<>();
  private final Map<Target, Long> targets = new HashMap<>();

  DictionaryWriter(Dictionary dictionary, Session session) {
    this.dictionary = dictionary;
    this.session = session;
  }

  long name(String text) throws SQLException {
    Long known = names.get(text);
    if (known != null) {
      return known;
    }
    long id = dictionary.name(session, text);
    if (id == Dictionary.ABSENT) {
      PreparedStatement insert =
          session.statement("INSERT INTO name(text) VALUES (?) RETURNING id");
      insert.setString(1, text);
      id = made(insert);
    }
    names.put(text, id);
    return id;
  }

  long actor(Actor actor) throws SQLException {
    Long made = actors.get(actor);
    if (made != null) {
      return made;
    }
    long id = dictionary.actor(session, actor);
    if (id == Dictionary.ABSENT) {
      PreparedStatement insert =
          session.statement("INSERT INTO actor(space, text) VALUES (?, ?) RETURNING id");
      insert.setLong(1, name(actor.space()));
      insert.setString(2, actor.id());
      id = made(insert);
      actors.put(actor, id);
    }
    return id;
  }

  long target(Target target) throws SQLException {
    Long made = targets.get(target);
    if (made != null) {
      return made;
    }
    long id = dictionary.target(session, target);
    if (id == Dictionary.ABSENT) {
      PreparedStatement insert =
          session.statement("INSERT INTO target(space, type, text) VALUES (?, ?, ?) RETURNING id");
      insert.setLong(1, name(target.space()));
      insert.setLong(2, name(target.type()));
      insert.setString(3, target.id());
      id = made(insert);
      targets.put(target, id);
    }
    return id;
  }

  private static long made(PreparedStatement insert) throws SQLException {
    try (ResultSet rows = insert.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  void publish() {
    names.forEach(dictionary::publishName);
    actors.forEach(dictionary::publishActor);
    targets.forEach(dictionary::publishTarget);
  }
}
