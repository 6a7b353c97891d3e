package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Target;
import dev.ovation.core.port.Ledger.Repair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What was repaired, for explanations. Stateless. */
final class AuditTable {
  private static final String ADD =
      """
      INSERT INTO audit(space, target, at_ms, what, before, after, cause, by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";

  private AuditTable() {}

  static void add(Connection connection, Target target, Repair repair) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      Columns.bind(
          insert,
          target.space(),
          target.text(),
          repair.atMillis(),
          StoredLetters.storable(repair.what()),
          StoredLetters.storable(repair.before()),
          StoredLetters.storable(repair.after()),
          StoredLetters.storable(repair.cause()),
          StoredLetters.storable(repair.by()));
      insert.executeUpdate();
    }
  }
}
