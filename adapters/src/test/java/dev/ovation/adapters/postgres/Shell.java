package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweptLedger.Tampering;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Statements of another connection, with another search path, as of psql. */
record Shell(PostgresSettings.Server place) implements Tampering {
  private static final String OF_KIND = " WHERE target = ? AND space = ? AND kind = ?";

  @Override
  public void deleteRow(Interaction interaction) throws SQLException {
    run(
        "DELETE FROM " + place.schema() + ".interaction" + OF_KIND + " AND actor = ?",
        interaction.target().text(),
        interaction.target().space(),
        interaction.kind(),
        interaction.actor());
  }

  @Override
  public void setRow(Interaction interaction, Row row) throws SQLException {
    run(
        "UPDATE "
            + place.schema()
            + ".interaction SET value = ?, version = ?, at = ?"
            + OF_KIND
            + " AND actor = ?",
        row.value(),
        row.version(),
        row.atMillis(),
        interaction.target().text(),
        interaction.target().space(),
        interaction.kind(),
        interaction.actor());
  }

  @Override
  public void setTotal(TargetKind targetKind, String value, long total) throws SQLException {
    run(
        "UPDATE " + place.schema() + ".count SET total = ?" + OF_KIND + " AND value = ?",
        total,
        targetKind.target().text(),
        targetKind.target().space(),
        targetKind.kind(),
        value);
  }

  @Override
  public void forgetDigests() throws SQLException {
    execute("UPDATE " + place.schema() + ".count SET high = NULL, low = NULL");
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void run(String sql, @Nullable Object... parameters) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      if (statement.executeUpdate() != 1) {
        throw new AssertionError("not one row was changed by " + sql);
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(place.url(), place.user(), place.password());
  }
}
