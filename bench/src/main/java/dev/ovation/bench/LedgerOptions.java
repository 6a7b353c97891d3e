package dev.ovation.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which ledger is measured: SQLite's, unless a PostgreSQL server is told. */
final class LedgerOptions {
  @Option(
      names = "--postgres",
      description =
          "jdbc:postgresql://…, whose user may make schemas; a schema is made and dropped")
  @Nullable String postgres;

  @Option(
      names = "--postgres-user",
      defaultValue = "ovation",
      description = "may make schemas, needs no password")
  String user = "";
}
