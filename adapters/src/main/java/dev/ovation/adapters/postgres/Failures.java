package dev.ovation.adapters.postgres;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.RejectedException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what a failure of PostgreSQL's means and what to do. Immutable. */
final class Failures {
  /** Broken, shutting down or starting, out of connections, no such login, no such database. */
  private static final List<String> UNREACHABLE = List.of("08", "57P", "53", "28", "3D");

  private final PostgresSettings.Server server;

  Failures(PostgresSettings.Server server) {
    this.server = server;
  }

  /** What a failure says about the server. */
  enum Meaning {
    /** The connection is of no more use; another one may be. */
    UNREACHABLE,
    /** It answers, but can't take writes now: its disk is full, or it is a standby. */
    NOT_WRITABLE,
    /** Something took too long. */
    TOO_SLOW,
    CORRUPT,
    /** It will not take what was to be written, however often. */
    REFUSED,
    OTHER
  }

  /**
   * What was to be written is at fault: a value out of bounds, a constraint, a trigger that raises,
   * a row that is too large for an index.
   */
  private static final List<String> AT_FAULT = List.of("22", "23", "P0001", "54");

  static Meaning meaning(SQLException e) {
    String state = stateOf(e);
    if (state == null) {
      // The pool's own failures, and the driver's about sockets.
      return Meaning.UNREACHABLE;
    }
    return switch (state) {
      case "57014", "55P03", "40P01", "40001" -> Meaning.TOO_SLOW;
      // A unique key that is taken: a row is there that was not when it was looked for.
      case "XX001", "XX002", "23505" -> Meaning.CORRUPT;
      case "25006", "53100" -> Meaning.NOT_WRITABLE;
      default -> {
        if (AT_FAULT.stream().anyMatch(state::startsWith)) {
          yield Meaning.REFUSED;
        }
        yield UNREACHABLE.stream().anyMatch(state::startsWith)
            ? Meaning.UNREACHABLE
            : Meaning.OTHER;
      }
    };
  }

  /** Whether somebody must put something right before the server lets us in. */
  static boolean isLockedOut(SQLException e) {
    String state = stateOf(e);
    return state != null && (state.startsWith("28") || state.startsWith("3D"));
  }

  /** The pool wraps what the driver said. */
  static @Nullable String stateOf(SQLException e) {
    return e.getSQLState() == null && e.getCause() instanceof SQLException cause
        ? cause.getSQLState()
        : e.getSQLState();
  }

  static String saying(SQLException e) {
    Throwable said = e.getCause() instanceof SQLException cause ? cause : e;
    return String.valueOf(said.getMessage()).lines().findFirst().orElse("").strip();
  }

  OvationException failure(String doing, SQLException e) {
    String what = server + ": " + doing + " failed: " + saying(e);
    return switch (meaning(e)) {
      case CORRUPT -> damaged(doing + " met " + saying(e), e);
      case UNREACHABLE ->
          unavailable(what + ". The server can't be reached; it is tried again by itself", e);
      case NOT_WRITABLE ->
          unavailable(
              what
                  + ". Free its disk if that is full; if it is a standby, name the primary in the"
                  + " url, or all hosts with targetServerType=primary",
              e);
      case TOO_SLOW ->
          unavailable(
              what + ". It took longer than its deadline; look for load or locks on the server", e);
      case REFUSED -> new RejectedException(what, e);
      case OTHER -> unavailable(what, e);
    };
  }

  private static OvationException unavailable(String message, @Nullable Throwable cause) {
    return new OvationException(ErrorCode.LEDGER_UNAVAILABLE, message, cause);
  }

  /** A read that waited for longer than it may. */
  OvationException expired() {
    return unavailable(server + ": a read was not answered within its deadline", null);
  }

  CorruptionException damaged(String what, @Nullable Throwable cause) {
    return new CorruptionException(
        server
            + " is damaged: "
            + what
            + ". Stop every node, check the server, and drop the schema; at the next start the"
            + " ledger is rebuilt from the log.",
        cause);
  }

  /** A refusal at the opening that trying again does not help. */
  OvationException refused(String why) {
    return refused(why, null);
  }

  OvationException refused(String why, @Nullable Throwable cause) {
    return new OvationException(ErrorCode.NOT_READY, server + " " + why, cause);
  }
}
