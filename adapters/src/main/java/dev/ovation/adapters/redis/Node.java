package dev.ovation.adapters.redis;

import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One server by its address, connected when it is first needed and again after the connection
 * broke. While it can't be reached, callers fail at once with the reason, and it is tried at
 * growing intervals. Thread-safe.
 */
final class Node {
  private static final Duration PAUSE_FIRST = Duration.ofMillis(20);
  private static final Duration PAUSE_MAX = Duration.ofMillis(500);

  private final Address address;
  private final Connector connector;
  private final TimeSource time;

  // Guarded by this.
  private @Nullable CompletableFuture<NodeConnection> current;
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

  /** The open connection, or the one that is being made. */
  synchronized CompletableFuture<NodeConnection> connection() {
    CompletableFuture<NodeConnection> present = current;
    if (present != null && mayBeUsed(present)) {
      return present;
    }
    CompletableFuture<NodeConnection> told =
        connector
            .connect(address)
            .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failed(failure)))
            .thenApply(this::connected);
    current = told;
    return told;
  }

  private boolean mayBeUsed(CompletableFuture<NodeConnection> present) {
    return switch (present.state()) {
      case RUNNING -> true;
      case SUCCESS -> closed || present.resultNow().isOpen();
      case FAILED, CANCELLED -> closed || time.nanos() - nextTryNanos < 0;
    };
  }

  private synchronized NodeConnection connected(NodeConnection connection) {
    pauseNanos = 0;
    if (closed) {
      connection.close();
    }
    return connection;
  }

  private synchronized OvationException failed(Throwable failure) {
    pauseNanos = Math.clamp(2 * pauseNanos, PAUSE_FIRST.toNanos(), PAUSE_MAX.toNanos());
    nextTryNanos = time.nanos() + pauseNanos;
    return Failures.of(address, failure);
  }

  /** Makes no more connections. Whoever owns the connector closes those that there are. */
  synchronized void close() {
    closed = true;
  }
}
