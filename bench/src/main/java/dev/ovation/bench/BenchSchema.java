package dev.ovation.bench;

import dev.ovation.adapters.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * A schema of a PostgreSQL server that one benchmark has for itself. Closing it drops it with all
 * that is in it. User and password may stand in the address; without, it is {@code postgres}.
 */
final class BenchSchema implements AutoCloseable {
  private final PostgresSettings.Server server;

  BenchSchema(String url) {
    // A name that no run before can have left behind.
    String name = String.format(Locale.ROOT, "bench_%x", System.nanoTime());
    server = new PostgresSettings.Server(url, "postgres", "", name);
  }

  PostgresSettings.Server server() {
    return server;
  }

  /** Runs statements that are not prepared, in the schema. */
  void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      connection.setSchema(server.schema());
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    execute("DROP SCHEMA IF EXISTS " + server.schema() + " CASCADE");
  }
}
