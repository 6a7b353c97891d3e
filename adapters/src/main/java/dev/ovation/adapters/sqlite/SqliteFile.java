package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.RejectedException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One of our files: where it is, how it is recognised, and how its failures are told.
 *
 * @param applicationId what SQLite's header field of that name says, so that a file of something
 *     else is refused
 * @param unavailable the code of failures that may pass
 * @param remedy one sentence: what to do when the file is damaged
 */
record SqliteFile(Path path, int applicationId, ErrorCode unavailable, String remedy) {

  static SqliteFile log(Path path) {
    return new SqliteFile(
        path,
        0x4f764c67, // "OvLg"
        ErrorCode.LOG_UNAVAILABLE,
        "Keep a copy of the data directory and restore log.db and log.end from a backup; the log is"
            + " the truth, so it can't be rebuilt from anything else.");
  }

  static SqliteFile ledger(Path path) {
    return new SqliteFile(
        path,
        0x4f764c64, // "OvLd"
        ErrorCode.LEDGER_UNAVAILABLE,
        "Stop the service and move ledger.db, ledger.db-wal and ledger.db-shm away; at the next"
            + " start the ledger is rebuilt from the log.");
  }

  String name() {
    return path.toString();
  }

  Path wal() {
    return path.resolveSibling(path.getFileName() + "-wal");
  }

  CorruptionException damaged(String what) {
    return damaged(what, null);
  }

  CorruptionException damaged(
      String what, java.lang.@org.jspecify.annotations.Nullable Throwable cause) {
    return new CorruptionException(path + " is damaged: " + what + ". " + remedy, cause);
  }

  /** Says what a failure of SQLite means. */
  OvationException failure(String doing, SQLException e) {
    if (SqliteErrors.isRefused(e)) {
      return new RejectedException(path + ": " + doing + " is refused: " + e.getMessage(), e);
    }
    return switch (SqliteErrors.primary(e)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(doing + " met " + e.getMessage(), e);
      case SQLITE_FULL ->
          new OvationException(
              unavailable,
              path + ": " + doing + " failed because the disk, or the file's limit, is full",
              e);
      default -> new OvationException(unavailable, path + ": " + doing + " failed: " + e, e);
    };
  }

  /** Refusals at start that are nobody's damage: wrong file, wrong version, wrong settings. */
  OvationException refused(String why) {
    return new OvationException(ErrorCode.NOT_READY, path + " " + why);
  }

  /** Tells apart what the primary code of an SQLite error says. */
  static final class SqliteErrors {
    private SqliteErrors() {}

    static SQLiteErrorCode primary(SQLException e) {
      return SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    }

    /**
     * True when what is to be written is at fault, whatever the state of the file. A key that is
     * taken is not that: a row is there which was not when it was looked for.
     */
    static boolean isRefused(SQLException e) {
      return e instanceof SQLiteException known
          && switch (known.getResultCode()) {
            case SQLITE_CONSTRAINT_CHECK,
                SQLITE_CONSTRAINT_FOREIGNKEY,
                SQLITE_CONSTRAINT_NOTNULL,
                SQLITE_CONSTRAINT_TRIGGER,
                SQLITE_MISMATCH,
                SQLITE_TOOBIG ->
                true;
            default -> false;
          };
    }

    /**
     * True when SQLite could not write all frames of a transaction, so that its commit frame is not
     * in the file and the transaction never will be.
     */
    static boolean isFull(SQLException e) {
      return primary(e) == SQLiteErrorCode.SQLITE_FULL;
    }
  }
}
