package dev.ovation.adapters.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Brings a file to the newest schema. The version is SQLite's {@code user_version}; each migration
 * is one SQL resource that runs in one transaction with the version's change. Migrations are never
 * edited once released.
 *
 * @param resources in order; the first leads to version 1
 */
record Migrations(List<String> resources) {
  static final Migrations LOG = new Migrations(List.of("log/V1__batches.sql"));
  static final Migrations LEDGER =
      new Migrations(
          List.of(
              "ledger/V1__rows_and_counts.sql",
              "ledger/V2__decisions_on_letters.sql",
              "ledger/V3__findings.sql",
              "ledger/V4__digests_marks_and_cases.sql",
              "ledger/V5__operations.sql"));

  Migrations {
    resources = List.copyOf(resources);
  }

  /**
   * Checks that the file is ours and migrates it, making everything in an empty one.
   *
   * @param partitions written to a new file, compared with an old one
   */
  void run(SqliteFile file, Session session, int partitions) throws SQLException {
    int version = (int) session.number("PRAGMA user_version", 0);
    int application = (int) session.number("PRAGMA application_id", 0);
    boolean isNew = session.number("SELECT count(*) FROM sqlite_schema", 0) == 0 && version == 0;
    if (!isNew && application != file.applicationId()) {
      throw file.refused("is an SQLite file, but not one of Ovation's of this name");
    }
    if (version > resources.size()) {
      throw file.refused(
          "has schema version "
              + version
              + ", written by a newer Ovation; this one knows versions up to "
              + resources.size());
    }
    for (int next = version + 1; next <= resources.size(); next++) {
      session.beginImmediate();
      try {
        session.script(text(resources.get(next - 1)));
        if (next == 1) {
          session.execute("PRAGMA application_id = " + file.applicationId());
          session.run("INSERT INTO setting(name, number) VALUES ('partitions', ?)", partitions);
        }
        session.run(
            "INSERT OR REPLACE INTO setting(name, number) VALUES ('schema', ?)", checksum(session));
        session.execute("PRAGMA user_version = " + next);
        session.commit();
      } catch (SQLException e) {
        session.rollback();
        throw e;
      }
    }
    if (session.number("SELECT number FROM setting WHERE name = 'schema'", 0)
        != checksum(session)) {
      throw file.damaged("its schema is not the one that was made");
    }
    long stored = session.number("SELECT number FROM setting WHERE name = 'partitions'", 0);
    if (stored != partitions) {
      throw file.refused(
          "was made with "
              + stored
              + " partitions and is configured with "
              + partitions
              + "; the number is fixed for life, because it says which partition holds a target:"
              + " set it back to "
              + stored);
    }
  }

  /**
   * Of the schema as the file holds it: SQLite parses its text at each opening, and a letter that
   * changed in a name or a constraint would otherwise only show in wrong answers.
   */
  private static long checksum(Session session) throws SQLException {
    CRC32C crc = new CRC32C();
    try (ResultSet rows =
        session
            .statement(
                "SELECT type, name, tbl_name, coalesce(sql, ''), rootpage FROM sqlite_schema"
                    + " ORDER BY type, name")
            .executeQuery()) {
      while (rows.next()) {
        for (int column = 1; column <= 5; column++) {
          crc.update((rows.getString(column) + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return crc.getValue();
  }

  private static String text(String resource) {
    try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
