package dev.ovation.bench;

import dev.ovation.adapters.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * A schema of a PostgreSQL server that one benchmark has for itself. Closing it drops it with all
 * that is in it, and so does the end of the process.
 */
final class BenchSchema implements AutoCloseable {
  private final PostgresSettings.Server server;
  private final ClosedAtExit<SQLException> schema = new ClosedAtExit<>(this::drop);

  /**
   * @param user who may make schemas, and needs no password
   */
  BenchSchema(String url, String user) {
    // A name that no run before can have left behind.
    String name = String.format(Locale.ROOT, "bench_%x", System.nanoTime());
    server = new PostgresSettings.Server(url, user, "", name);
  }

  PostgresSettings.Server server() {
    return server;
  }

  /** Makes the schema with what is to be in it, for those that do not do so themselves. */
  void make(String tables) throws SQLException {
    execute("CREATE SCHEMA " + server.schema());
    execute("SET search_path = " + server.schema() + ";\n" + tables);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void drop() throws SQLException {
    execute("DROP SCHEMA IF EXISTS " + server.schema() + " CASCADE");
  }

  @Override
  public void close() throws SQLException {
    schema.away();
  }
}
