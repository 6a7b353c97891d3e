package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.OvationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/**
 * Brings the schema to the newest version, and refuses what can't work with what to do about it.
 * Any number of nodes may do so at once: Flyway takes a lock. Used once.
 */
final class LedgerOpening {
  private static final int OLDEST_VERSION = 140_000;
  private static final String HISTORY = "schema_history";
  private static final Duration LOCK_MAX = Duration.ofSeconds(30);

  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::int, current_setting('server_version'),
        (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()),
        pg_is_in_recovery(), current_database(), current_user,
        has_database_privilege(current_database(), 'CREATE')""";
  private static final String SCHEMA =
      """
      SELECT has_schema_privilege(n.oid, 'USAGE'), has_schema_privilege(n.oid, 'CREATE'),
        EXISTS (SELECT 1 FROM pg_class h WHERE h.relnamespace = n.oid AND h.relname = ?),
        (SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c
         WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm'))
      FROM pg_namespace n WHERE n.nspname = ?""";

  private final PostgresSettings settings;
  private final Connections connections;
  private final Failures failures;

  LedgerOpening(PostgresSettings settings, Connections connections, Failures failures) {
    this.settings = settings;
    this.connections = connections;
    this.failures = failures;
  }

  void run() {
    checked(this::checkServer);
    migrate();
    checked(this::checkPartitions);
  }

  @FunctionalInterface
  private interface Check {
    void on(Connection connection) throws SQLException;
  }

  private void checked(Check check) {
    try {
      connections.run(
          "opening",
          connection -> {
            check.on(connection);
            return settings;
          });
    } catch (OvationException e) {
      if (e.getCause() instanceof SQLException cause && Failures.isLockedOut(cause)) {
        throw failures.refused(
            "does not let us in: " + Failures.saying(cause) + ". Check user, password, database",
            e);
      }
      throw e;
    }
  }

  private void checkServer(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SERVER);
        ResultSet row = select.executeQuery()) {
      row.next();
      if (row.getInt(1) < OLDEST_VERSION) {
        throw failures.refused(
            "is PostgreSQL " + row.getString(2) + "; the ledger needs 14 or newer");
      }
      if (!row.getString(3).equals("UTF8")) {
        throw failures.refused(
            "has encoding "
                + row.getString(3)
                + ", which can't hold every text; make the database with ENCODING 'UTF8'");
      }
      if (row.getBoolean(4)) {
        throw failures.refused(
            "is a standby, which takes no writes; name the primary in the url, or all hosts with"
                + " targetServerType=primary");
      }
      checkSchema(connection, row.getString(5), row.getString(6), row.getBoolean(7));
    }
  }

  private void checkSchema(
      Connection connection, String database, String user, boolean mayMakeSchemas)
      throws SQLException {
    String schema = settings.server().schema();
    try (PreparedStatement select = connection.prepareStatement(SCHEMA)) {
      Columns.bind(select, HISTORY, schema);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          if (!mayMakeSchemas) {
            throw failures.refused(
                "may not make the schema; let an administrator run: CREATE SCHEMA "
                    + schema
                    + " AUTHORIZATION \""
                    + user
                    + "\" (in database "
                    + database
                    + ")");
          }
          return;
        }
        if (!row.getBoolean(1) || !row.getBoolean(2)) {
          throw failures.refused(
              "lacks rights; let an administrator run: GRANT USAGE, CREATE ON SCHEMA "
                  + schema
                  + " TO \""
                  + user
                  + "\"");
        }
        checkForeign(row.getBoolean(3), row.getString(4));
      }
    }
  }

  private void checkForeign(boolean hasHistory, @Nullable String tables) {
    if (!hasHistory && tables != null) {
      throw failures.refused(
          "holds what is not Ovation's (" + tables + "); give the ledger a schema of its own");
    }
  }

  private void migrate() {
    PostgresSettings.Server server = settings.server();
    Flyway flyway =
        Flyway.configure(LedgerOpening.class.getClassLoader())
            .dataSource(server.url(), server.user(), server.password())
            .schemas(server.schema())
            .defaultSchema(server.schema())
            .table(HISTORY)
            .locations("classpath:dev/ovation/adapters/postgres/migrations")
            .javaMigrations(new ParkedKeysMigration(failures))
            // A migration of many rows may take long, but waits for nobody for long.
            .jdbcProperties(Map.of("options", "-c lock_timeout=" + LOCK_MAX.toMillis()))
            // A version that is not known here was written by a newer Ovation.
            .ignoreMigrationPatterns(new String[0])
            .cleanDisabled(true)
            .load();
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw failures.refused(
          "has a schema that this Ovation's files did not make ("
              + oneLine(e)
              + "). If a newer Ovation wrote it, run that one; if somebody changed it, restore it",
          e);
    } catch (FlywayException e) {
      if (causeOf(e) instanceof SQLException cause) {
        throw "42501".equals(cause.getSQLState())
            ? failures.refused(
                "lacks rights to make its tables; the schema's owner must be the ledger's user: "
                    + cause.getMessage(),
                e)
            : connections.failure("bringing the schema to this version", cause);
      }
      throw failures.refused("can't be brought to this version: " + oneLine(e), e);
    }
  }

  private static String oneLine(FlywayException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
  }

  private static @Nullable Throwable causeOf(Throwable e) {
    Throwable cause = e.getCause();
    while (cause != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private void checkPartitions(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO setting(name, number) VALUES ('partitions', ?), ('counters_from', ?)"
                    + " ON CONFLICT DO NOTHING");
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT p.number, c.number FROM setting p, setting c"
                    + " WHERE p.name = 'partitions' AND c.name = 'counters_from'");
        PreparedStatement fill =
            connection.prepareStatement(
                "INSERT INTO position(partition, n, h, version)"
                    + " SELECT p, 0, 0, 0 FROM generate_series(0, ? - 1) p"
                    + " ON CONFLICT DO NOTHING")) {
      Partitioner asked = settings.partitioner();
      insert.setInt(1, asked.partitions());
      insert.setInt(2, asked.apart() ? asked.hashed() : 0);
      insert.executeUpdate();
      try (ResultSet row = select.executeQuery()) {
        row.next();
        boolean apart = row.getLong(2) > 0;
        refuseOther(apart ? row.getLong(2) : row.getLong(1), apart, asked);
      }
      fill.setInt(1, asked.partitions());
      fill.executeUpdate();
    }
    connection.commit();
  }

  private void refuseOther(long hashed, boolean apart, Partitioner asked) {
    if (apart != asked.apart()) {
      throw failures.refused(
          apart
              ? "was made with partitions of their own for counters, and is to hold them among"
                  + " registers; run the Ovation that made it"
              : "was made with counters in the partitions of registers; they have their own now."
                  + " Name a new schema and a new topic prefix, or run the Ovation that made it");
    }
    if (hashed != asked.hashed()) {
      throw failures.refused(
          "was made with "
              + hashed
              + " partitions and is configured with "
              + asked.hashed()
              + "; the number is fixed for life, because it says which partition holds a"
              + " target: set it back to "
              + hashed);
    }
  }
}
