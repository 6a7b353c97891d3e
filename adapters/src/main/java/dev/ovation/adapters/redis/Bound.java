package dev.ovation.adapters.redis;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How much may wait for Redis at once, and whether anything does. Thread-safe. */
final class Bound {
  private final int max;
  private final AtomicInteger inside = new AtomicInteger();
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private volatile boolean closed;

  Bound(int max) {
    this.max = max;
  }

  /** Null when the caller may go on, and then has to {@link #leave}; else why not. */
  @Nullable OvationException enter() {
    if (closed) {
      return Servers.closed();
    }
    if (inside.incrementAndGet() > max) {
      leave();
      return new OvationException(
          ErrorCode.OVERLOADED, max + " commands wait for Redis already; repeat later");
    }
    return null;
  }

  void leave() {
    if (inside.decrementAndGet() == 0 && closed) {
      idle.complete(null);
    }
  }

  /** Lets nobody in any more, and waits until all have left or the patience is over. */
  void close(Duration patience) {
    closed = true;
    if (inside.get() == 0) {
      idle.complete(null);
    }
    try {
      idle.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Every command has its timeout; what is left then is failed by closing the connections.
      idle.cancel(false);
    } catch (ExecutionException e) {
      throw new IllegalStateException("idle is never failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
