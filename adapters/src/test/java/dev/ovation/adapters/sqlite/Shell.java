package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweptLedger.Tampering;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Statements of another connection, as of SQLite's own shell. */
record Shell(String url) implements Tampering {
  private static final String OF_KIND =
      """
      WHERE target = (SELECT t.id FROM target t JOIN name sp ON sp.id = t.space
          JOIN name ty ON ty.id = t.type WHERE sp.text = ? AND ty.text = ? AND t.text = ?)
        AND kind = (SELECT id FROM name WHERE text = ?)""";
  private static final String OF_ROW =
      OF_KIND + " AND actor = (SELECT id FROM actor WHERE text = ?)";

  @Override
  public void deleteRow(Interaction interaction) throws SQLException {
    Target target = interaction.target();
    run(
        "DELETE FROM interaction " + OF_ROW,
        target.space(),
        target.type(),
        target.id(),
        interaction.kind(),
        interaction.actor());
  }

  @Override
  public void setRow(Interaction interaction, Row row) throws SQLException {
    Target target = interaction.target();
    run(
        "UPDATE interaction SET value = (SELECT id FROM name WHERE text = ?), version = ?, at = ? "
            + OF_ROW,
        row.value(),
        row.version(),
        row.atMillis(),
        target.space(),
        target.type(),
        target.id(),
        interaction.kind(),
        interaction.actor());
  }

  @Override
  public void setTotal(TargetKind targetKind, String value, long total) throws SQLException {
    Target target = targetKind.target();
    run(
        "UPDATE count SET total = ? "
            + OF_KIND
            + " AND value = (SELECT id FROM name WHERE text = ?)",
        total,
        target.space(),
        target.type(),
        target.id(),
        targetKind.kind(),
        value);
  }

  @Override
  public void forgetDigests() throws SQLException {
    execute("UPDATE count SET high = NULL, low = NULL");
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
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      if (statement.executeUpdate() != 1) {
        throw new AssertionError("not one row was changed by " + sql);
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }
}
