package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.port.Archive;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What registers held, as rows. Thread-safe. */
final class ArchiveTable implements Archive {
  private static final String KINDS_OF_ACTOR =
      """
      SELECT DISTINCT kind FROM interaction
      WHERE space = ? AND actor = ? AND value IS NOT NULL ORDER BY kind""";
  private static final String KINDS_OF_TARGET =
      """
      SELECT DISTINCT kind FROM interaction
      WHERE space = ? AND target = ? AND value IS NOT NULL ORDER BY kind""";
  private static final String KEEP =
      """
      INSERT INTO archived(space, target, kind, actor, value, at, unset_version, operation)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (space, target, kind, actor) DO UPDATE SET value = excluded.value,
        at = excluded.at, unset_version = excluded.unset_version, operation = excluded.operation""";
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

  private final Connections connections;

  ArchiveTable(Connections connections) {
    this.connections = connections;
  }

  @Override
  public List<String> kinds(Subject subject) {
    String sql = subject.actor() == null ? KINDS_OF_TARGET : KINDS_OF_ACTOR;
    return connections.run(
        "reading kinds",
        connection -> {
          List<String> kinds = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            Columns.bind(select, subject.space(), id(subject));
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                kinds.add(row.getString(1));
              }
            }
          }
          return kinds;
        });
  }

  @Override
  public void keep(long operation, List<Archived> rows) {
    batch(
        "keeping what registers held",
        KEEP,
        rows,
        (keep, row) -> {
          Target target = row.interaction().target();
          Columns.bind(
              keep,
              target.space(),
              target.text(),
              row.interaction().kind(),
              row.interaction().actor(),
              row.value(),
              row.atMillis(),
              row.unsetVersion(),
              operation);
        });
  }

  @Override
  public List<Archived> open(long operation, int rowsMax) {
    return connections.run(
        "reading what is kept", connection -> archived(connection, OPEN, operation, rowsMax));
  }

  @Override
  public List<Archived> of(Subject subject, @Nullable Interaction after, int rowsMax) {
    boolean ofActor = subject.actor() != null;
    String first = after == null ? "" : ofActor ? after.target().text() : after.kind();
    String second = after == null ? "" : ofActor ? after.kind() : after.actor();
    return connections.run(
        "reading what is kept",
        connection ->
            archived(
                connection,
                ofActor ? OF_ACTOR : OF_TARGET,
                subject.space(),
                id(subject),
                first,
                second,
                rowsMax));
  }

  @Override
  public void forget(List<Interaction> interactions) {
    batch(
        "forgetting what was kept",
        FORGET,
        interactions,
        (delete, interaction) -> {
          Target target = interaction.target();
          Columns.bind(
              delete, target.space(), target.text(), interaction.kind(), interaction.actor());
        });
  }

  @Override
  public int forget(Subject subject) {
    String sql = subject.actor() == null ? FORGET_TARGET : FORGET_ACTOR;
    return connections.run(
        "forgetting what was kept",
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(sql)) {
            Columns.bind(delete, subject.space(), id(subject));
            return delete.executeUpdate();
          }
        });
  }

  private static String id(Subject subject) {
    return subject.actor() != null ? subject.actor() : Objects.requireNonNull(subject.target());
  }

  /** Binds what one row of a batch is. */
  @FunctionalInterface
  private interface Binding<T> {
    void of(PreparedStatement statement, T item) throws SQLException;
  }

  /** All or nothing. */
  private <T> void batch(String doing, String sql, List<T> items, Binding<T> binding) {
    connections.run(
        doing,
        connection -> {
          connection.setAutoCommit(false);
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T item : items) {
              binding.of(statement, item);
              statement.addBatch();
            }
            statement.executeBatch();
          }
          connection.commit();
          return items.size();
        });
  }

  private static List<Archived> archived(Connection connection, String sql, Object... parameters)
      throws SQLException {
    List<Archived> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Columns.bind(select, parameters);
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
    }
    return found;
  }
}
