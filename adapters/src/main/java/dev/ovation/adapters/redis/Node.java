package dev.ovation.adapters.redis;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One server by its address, connected when it is first needed and again after the connection
 * broke. While it can't be reached, callers fail at once with the reason, and it is tried at
 * growing intervals: in the background, because a server that hangs lets a try take its whole
 * deadline. So this is the circuit breaker of one server, and connecting is its probe. Thread-safe.
 */
final class Node {
  private static final Duration PAUSE_FIRST = Duration.ofMillis(20);
  private static final Duration PAUSE_MAX = Duration.ofMillis(500);

  private final Address address;
  private final Connector connector;
  private final TimeSource time;

  // Guarded by this.
  private @Nullable CompletableFuture<NodeConnection> current;

  /** Why the last try to connect failed; null when it did not. */
  private @Nullable OvationException lastFailure;

  private long pauseNanos;
  private long nextTryNanos;
  private boolean closed;

  Node(Address address, Connector connector, TimeSource time) {
    this.address = address;
    this.connector = connector;
    this.time = time;
  }

  Address address() {
    return address;
  }

  /** The open connection, or the one that is being made; unless the last one could not be made. */
  synchronized CompletableFuture<NodeConnection> connection() {
    CompletableFuture<NodeConnection> present = current;
    if (present == null || !mayBeUsed(present)) {
      if (present != null && isGivenUp(present)) {
        lastFailure = silent();
      }
      present =
          connector
              .connect(address)
              .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failed(failure)))
              .thenApply(this::connected);
      current = present;
    }
    OvationException reason = lastFailure;
    return reason == null || present.isDone() ? present : CompletableFuture.failedFuture(reason);
  }

  private boolean mayBeUsed(CompletableFuture<NodeConnection> present) {
    return switch (present.state()) {
      case RUNNING -> true;
      case SUCCESS -> closed || present.resultNow().isOpen();
      case FAILED, CANCELLED -> closed || time.nanos() - nextTryNanos < 0;
    };
  }

  private static boolean isGivenUp(CompletableFuture<NodeConnection> present) {
    return present.state() == Future.State.SUCCESS && present.resultNow().isGivenUp();
  }

  private OvationException silent() {
    return new OvationException(
        ErrorCode.HOT_STORE_UNAVAILABLE,
        "Redis at " + address + " has said nothing for too long; it is tried again by itself");
  }

  private synchronized NodeConnection connected(NodeConnection connection) {
    pauseNanos = 0;
    lastFailure = null;
    if (closed) {
      connection.close();
    }
    return connection;
  }

  private synchronized OvationException failed(Throwable failure) {
    pauseNanos = Math.clamp(2 * pauseNanos, PAUSE_FIRST.toNanos(), PAUSE_MAX.toNanos());
    nextTryNanos = time.nanos() + pauseNanos;
    OvationException reason = Failures.of(address, failure);
    lastFailure = reason;
    return reason;
  }

  /** Makes no more connections. Whoever owns the connector closes those that there are. */
  synchronized void close() {
    closed = true;
  }
}
