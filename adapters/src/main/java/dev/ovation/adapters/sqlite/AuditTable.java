package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.Ledger.Repair;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What was repaired, for explanations. Stateless. */
final class AuditTable {
  private static final String ADD =
      """
      INSERT INTO audit(target, at_ms, what, before, after, cause, by)
      VALUES (?, ?, ?, ?, ?, ?, ?)""";

  private AuditTable() {}

  /**
   * Adds a repair.
   *
   * @param target the target's id
   */
  static void add(Session session, long target, Repair repair) throws SQLException {
    PreparedStatement write = session.statement(ADD);
    write.setLong(1, target);
    write.setLong(2, repair.atMillis());
    write.setString(3, repair.what());
    write.setString(4, repair.before());
    write.setString(5, repair.after());
    write.setString(6, repair.cause());
    write.setString(7, repair.by());
    write.executeUpdate();
  }
}
