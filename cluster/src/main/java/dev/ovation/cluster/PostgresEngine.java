package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.PostgresBinaries;
import dev.ovation.engines.PostgresProgram;
import dev.ovation.engines.Unprivileged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL, durable as it comes, with a role and a database for Ovation. Logins over loopback are
 * trusted.
 *
 * @param programs where programs are unpacked
 */
record PostgresEngine(Path directory, Path programs, int port) implements Engine {
  /**
   * Beyond the usual 128 MB the indexes of a million rows no longer fit, and each row that is
   * written moves pages; and a checkpoint each gigabyte writes every page whole once more after it.
   */
  private static final List<String> OPTIONS = List.of("shared_buffers=512MB", "max_wal_size=4GB");

  /** The role that Ovation logs in as, and the database that it owns. */
  static final String OVATION = "ovation";

  private static final Duration INITIALIZE_MAX = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public List<Integer> morePorts() {
    return List.of();
  }

  @Override
  public String portOption() {
    return "--postgres-port";
  }

  private PostgresProgram program() {
    return new PostgresProgram(PostgresBinaries.unpack(programs));
  }

  private Path data() {
    return directory.resolve("data");
  }

  @Override
  public void prepare() {
    PostgresProgram program = program();
    if (Files.exists(data().resolve("PG_VERSION"))) {
      return;
    }
    try {
      Files.createDirectories(directory);
      Unprivileged.own(directory);
      Process process =
          new ProcessBuilder(Unprivileged.command(program.initialize(data())))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(process().log().toFile()))
              .start();
      if (!process.waitFor(INITIALIZE_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new EngineException("initdb has not ended in " + INITIALIZE_MAX.toSeconds() + " s.");
      }
      if (process.exitValue() != 0) {
        throw new EngineException("PostgreSQL's files can't be made." + process().tail(0));
      }
    } catch (IOException e) {
      throw new EngineException("PostgreSQL's files can't be made: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while PostgreSQL's files were made", e);
    }
  }

  @Override
  public List<String> command() {
    return Unprivileged.command(program().serve(data(), port, OPTIONS));
  }

  @Override
  public Optional<String> version() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return Optional.of(text(statement, "SHOW server_version"));
    } catch (SQLException e) {
      return Optional.empty(); // Not listening, still starting, or too slow.
    }
  }

  /** Makes the role and the database that Ovation uses, unless they are there. */
  void welcomeOvation() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (text(statement, "SELECT count(*) FROM pg_roles WHERE rolname = 'ovation'").equals("0")) {
        statement.execute("CREATE ROLE ovation LOGIN");
      }
      if (text(statement, "SELECT count(*) FROM pg_database WHERE datname = 'ovation'")
          .equals("0")) {
        statement.execute("CREATE DATABASE ovation OWNER ovation");
      }
    } catch (SQLException e) {
      throw new EngineException("PostgreSQL does not take the role ovation: " + e.getMessage(), e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + address() + "/postgres?connectTimeout=2&socketTimeout=10",
        PostgresProgram.SUPERUSER,
        "");
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }

  @Override
  public Duration startMax() {
    return Duration.ofMinutes(1);
  }

  /** Its fast shutdown: connections are cut, what is committed is on the disk. */
  @Override
  public String stopSignal() {
    return "INT";
  }

  @Override
  public boolean isWorthAnotherTry(String printed) {
    return PostgresProgram.isWorthAnotherTry(printed);
  }
}
