package dev.ovation.adapters.postgres;

import dev.ovation.engines.FreePorts;
import dev.ovation.engines.PostgresBinaries;
import dev.ovation.engines.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One PostgreSQL server for all tests of a run, with a new schema for each. */
final class TestPostgres {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private TestPostgres() {}

  /** Started when it is first asked for. */
  private static final class Shared {
    static final PostgresServer SERVER = start();

    private static PostgresServer start() {
      try {
        Path directory = Files.createTempDirectory("ovation-postgres");
        PostgresServer server = server(directory, List.of());
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      server.kill();
                      delete(directory);
                    }));
        server.start();
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server that all tests share: nobody stops it. */
  static PostgresServer shared() {
    return Shared.SERVER;
  }

  /** A server of the test's own, not started; closing it is the test's affair. */
  static PostgresServer server(Path directory, List<String> options) {
    Path home = PostgresBinaries.unpack(Path.of("target", "engines"));
    return PostgresServer.create(home, directory, FreePorts.find(1).getFirst(), options);
  }

  /** A schema that no test has used. */
  static PostgresSettings.Server place(PostgresServer server) {
    return new PostgresSettings.Server(
        server.jdbcUrl("postgres"),
        PostgresServer.USER,
        "",
        "ovation_" + SCHEMAS.incrementAndGet());
  }

  /** A superuser's connection, whose unqualified names are those of the schema. */
  static Connection connect(PostgresSettings.Server place) throws SQLException {
    Connection connection = DriverManager.getConnection(place.url(), PostgresServer.USER, "");
    connection.setSchema(place.schema());
    return connection;
  }

  static void execute(PostgresSettings.Server place, String sql) throws SQLException {
    try (Connection connection = connect(place);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
