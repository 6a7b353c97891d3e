package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * Version 3 of the schema: events that were parked before there were columns for their keys get
 * them. In Java, because SQL can't read the bytes of events.
 */
final class ParkedKeysMigration implements JavaMigration {
  private static final String WITHOUT_KEY =
      "SELECT partition, position, bytes FROM dead_letter WHERE readable AND target IS NULL";
  private static final String SET_KEY =
      """
      UPDATE dead_letter SET target = ?, space = ?, kind = ?, key = ?, version = ?
      WHERE partition = ? AND position = ?""";

  private final Failures failures;

  ParkedKeysMigration(Failures failures) {
    this.failures = failures;
  }

  private record Letter(int partition, long position, Event event) {}

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    try (PreparedStatement update = connection.prepareStatement(SET_KEY)) {
      for (Letter letter : withoutKey(connection)) {
        Event event = letter.event();
        Columns.bind(
            update,
            event.target().text(),
            event.target().space(),
            event.targetKind().kind(),
            event.entryKey(),
            event.version(),
            letter.partition(),
            letter.position());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private List<Letter> withoutKey(Connection connection) throws SQLException {
    List<Letter> letters = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(WITHOUT_KEY);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Event event = StoredEvents.decode(rows.getBytes(3), failures, "dead letter");
        letters.add(new Letter(rows.getInt(1), rows.getLong(2), event));
      }
    }
    return letters;
  }

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("3");
  }

  @Override
  public String getDescription() {
    return "keys of parked events";
  }

  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }
}
