package dev.ovation.adapters.redis;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.util.List;

/** What the failures of commands mean. All methods are pure. */
final class Failures {
  /** Parts of errors of a server that can't do it now, but later or elsewhere. */
  private static final List<String> NOT_NOW =
      List.of(
          "CLUSTERDOWN",
          "LOADING",
          "MASTERDOWN",
          "READONLY",
          "NOREPLICAS",
          "TRYAGAIN",
          "BUSY",
          "MISCONF",
          "NOAUTH",
          "WRONGPASS",
          "NOPERM",
          "MOVED",
          "ASK",
          // A slot that moves: some of its keys are there, and some here.
          "non local key");

  private Failures() {}

  static OvationException of(Address address, Throwable failure) {
    return switch (OvationException.causeOf(failure)) {
      case OvationException e -> e;
      case RedisCommandTimeoutException e ->
          unavailable("Redis at " + address + " did not answer in time; repeat later", e);
      case RedisCommandExecutionException e when isOutOfMemory(e) ->
          new OvationException(
              ErrorCode.OVERLOADED,
              "Redis at "
                  + address
                  + " has reached its maxmemory; raise it, or wait until the ledger has caught up",
              e);
      case RedisCommandExecutionException e when NOT_NOW.stream().anyMatch(text(e)::contains) ->
          unavailable("Redis at " + address + " answered: " + text(e), e);
      case RedisCommandExecutionException e ->
          new OvationException(
              ErrorCode.INTERNAL, "Redis at " + address + " answered: " + text(e), e);
      case Throwable e -> unavailable("Redis at " + address + " can't be reached: " + text(e), e);
    };
  }

  static OvationException unavailable(String message, Throwable cause) {
    return new OvationException(ErrorCode.HOT_STORE_UNAVAILABLE, message, cause);
  }

  static boolean isOutOfMemory(Throwable failure) {
    return isError(failure, "OOM command not allowed");
  }

  static boolean isUnknownScript(Throwable failure) {
    return isError(failure, "NOSCRIPT");
  }

  /** The server is not, or no longer, the one to ask. */
  static boolean isWrongServer(Throwable failure) {
    return isError(failure, "CLUSTERDOWN")
        || isError(failure, "READONLY")
        || !(failure instanceof RedisCommandExecutionException);
  }

  private static boolean isError(Throwable failure, String part) {
    return failure instanceof RedisCommandExecutionException e && text(e).contains(part);
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
