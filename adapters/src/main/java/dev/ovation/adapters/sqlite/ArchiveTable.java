package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.port.Archive;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What registers held, as rows whose texts are not from the dictionary. Thread-safe. */
final class ArchiveTable implements Archive {
  private static final String KINDS_OF_ACTOR =
      """
      SELECT DISTINCT k.text FROM interaction i INDEXED BY interaction_mine
        JOIN name k ON k.id = i.kind
      WHERE i.value IS NOT NULL AND i.actor = (
        SELECT a.id FROM actor a JOIN name s ON s.id = a.space WHERE s.text = ? AND a.text = ?)
      ORDER BY k.text""";
  private static final String KINDS_OF_TARGET =
      """
      SELECT DISTINCT k.text FROM interaction i INDEXED BY interaction_who
        JOIN name k ON k.id = i.kind
      WHERE i.value IS NOT NULL AND i.target = (
        SELECT t.id FROM target t JOIN name s ON s.id = t.space JOIN name y ON y.id = t.type
        WHERE s.text = ? AND y.text = ? AND t.text = ?)
      ORDER BY k.text""";
  private static final String KEEP =
      """
      INSERT INTO archived(space, target, kind, actor, value, at, unset_version, operation)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at,
        unset_version = excluded.unset_version, operation = excluded.operation""";
  private static final String COLUMNS =
      "SELECT space, target, kind, actor, value, at, unset_version FROM archived ";
  private static final String OPEN =
      COLUMNS + "WHERE operation = ? AND unset_version = 0 ORDER BY space, target LIMIT ?";
  private static final String OF_ACTOR =
      COLUMNS
          + """
          WHERE space = ? AND actor = ? AND (target, kind) > (?, ?)
          ORDER BY target, kind LIMIT ?""";
  private static final String OF_TARGET =
      COLUMNS
          + """
          WHERE space = ? AND target = ? AND (kind, actor) > (?, ?)
          ORDER BY kind, actor LIMIT ?""";
  private static final String FORGET =
      "DELETE FROM archived WHERE space = ? AND target = ? AND kind = ? AND actor = ?";
  private static final String FORGET_ACTOR = "DELETE FROM archived WHERE space = ? AND actor = ?";
  private static final String FORGET_TARGET = "DELETE FROM archived WHERE space = ? AND target = ?";

  private final SessionPool sessions;
  private final LedgerWriter writer;

  ArchiveTable(SessionPool sessions, LedgerWriter writer) {
    this.sessions = sessions;
    this.writer = writer;
  }

  @Override
  public List<String> kinds(Subject subject) {
    return sessions.read(
        "reading kinds",
        session -> {
          PreparedStatement select =
              session.statement(subject.actor() == null ? KINDS_OF_TARGET : KINDS_OF_ACTOR);
          if (subject.actor() == null) {
            Target target = Target.ofText(subject.space(), id(subject));
            texts(select, target.space(), target.type(), target.id());
          } else {
            texts(select, subject.space(), subject.actor());
          }
          List<String> kinds = new ArrayList<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              kinds.add(row.getString(1));
            }
          }
          return kinds;
        });
  }

  @Override
  public void keep(long operation, List<Archived> rows) {
    writer.durably(
        "keeping what registers held",
        session -> {
          PreparedStatement keep = session.statement(KEEP);
          for (Archived row : rows) {
            key(keep, row.interaction());
            keep.setString(5, row.value());
            keep.setLong(6, row.atMillis());
            keep.setLong(7, row.unsetVersion());
            keep.setLong(8, operation);
            keep.executeUpdate();
          }
          return rows.size();
        });
  }

  @Override
  public List<Archived> open(long operation, int rowsMax) {
    return sessions.read(
        "reading what is kept",
        session -> {
          PreparedStatement select = session.statement(OPEN);
          Session.bind(select, operation, rowsMax);
          return archived(select);
        });
  }

  @Override
  public List<Archived> of(Subject subject, @Nullable Interaction after, int rowsMax) {
    boolean ofActor = subject.actor() != null;
    return sessions.read(
        "reading what is kept",
        session -> {
          PreparedStatement select = session.statement(ofActor ? OF_ACTOR : OF_TARGET);
          if (after == null) {
            texts(select, subject.space(), id(subject), "", "");
          } else if (ofActor) {
            texts(select, subject.space(), id(subject), after.target().text(), after.kind());
          } else {
            texts(select, subject.space(), id(subject), after.kind(), after.actor());
          }
          select.setInt(5, rowsMax);
          return archived(select);
        });
  }

  @Override
  public void forget(List<Interaction> interactions) {
    writer.durably(
        "forgetting what was kept",
        session -> {
          PreparedStatement delete = session.statement(FORGET);
          for (Interaction interaction : interactions) {
            key(delete, interaction);
            delete.executeUpdate();
          }
          return interactions.size();
        });
  }

  @Override
  public int forget(Subject subject) {
    return writer.durably(
        "forgetting what was kept",
        session -> {
          PreparedStatement delete =
              session.statement(subject.actor() == null ? FORGET_TARGET : FORGET_ACTOR);
          texts(delete, subject.space(), id(subject));
          return delete.executeUpdate();
        });
  }

  private static String id(Subject subject) {
    return subject.actor() != null ? subject.actor() : Objects.requireNonNull(subject.target());
  }

  private static void key(PreparedStatement statement, Interaction interaction)
      throws SQLException {
    Target target = interaction.target();
    texts(statement, target.space(), target.text(), interaction.kind(), interaction.actor());
  }

  private static void texts(PreparedStatement statement, String... texts) throws SQLException {
    for (int i = 0; i < texts.length; i++) {
      statement.setString(i + 1, texts[i]);
    }
  }

  private static List<Archived> archived(PreparedStatement select) throws SQLException {
    List<Archived> found = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Target target = Target.ofText(row.getString(1), row.getString(2));
        found.add(
            new Archived(
                Interaction.of(target, row.getString(3), row.getString(4)),
                row.getString(5),
                row.getLong(6),
                row.getLong(7)));
      }
    }
    return found;
  }
}
