package dev.ovation.adapters.redis;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs scripts where their slot is. Never blocks: past the bound of commands in flight it refuses.
 * Scripts for slots of one server share a connection, so they take one round trip together.
 * Thread-safe.
 */
final class Redis implements AutoCloseable {
  /** How often a command follows a redirect before it gives up. */
  private static final int REDIRECTS_MAX = 4;

  private final Connector connector;
  private final Servers servers;
  private final Memory memory;
  private final int inFlightMax;
  private final Duration patience;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private volatile boolean closed;

  Redis(RedisSettings settings, TimeSource time) {
    connector = new Connector(settings, time);
    servers = new Servers(connector, time);
    memory = new Memory(servers, time);
    inFlightMax = settings.commandsInFlightMax();
    patience = settings.commandTimeout().plus(settings.connectTimeout());
  }

  Servers servers() {
    return servers;
  }

  Memory memory() {
    return memory;
  }

  /** Runs a script on one slot; the future fails with an {@link OvationException}. */
  CompletableFuture<Reply> run(Script script, byte[] key, Args args) {
    if (closed) {
      return CompletableFuture.failedFuture(Servers.closed());
    }
    if (inFlight.incrementAndGet() > inFlightMax) {
      left();
      return CompletableFuture.failedFuture(
          new OvationException(
              ErrorCode.OVERLOADED,
              inFlightMax + " commands wait for Redis already; repeat later"));
    }
    Call call = new Call(script, key, args, SlotHash.getSlot(key));
    return servers
        .owner(call.slot)
        .thenCompose(node -> send(call, node, false, REDIRECTS_MAX))
        .whenComplete((reply, failure) -> left());
  }

  // Not compared, so the arrays do no harm.
  @SuppressWarnings("ArrayRecordComponent")
  private record Call(Script script, byte[] key, Args args, int slot) {}

  private CompletableFuture<Reply> send(Call call, Node node, boolean asking, int redirects) {
    return node.connection()
        .thenCompose(connection -> connection.run(call.script, call.key, call.args, asking))
        .exceptionallyCompose(
            failure -> failed(call, node, OvationException.causeOf(failure), redirects));
  }

  private CompletableFuture<Reply> failed(Call call, Node node, Throwable failure, int redirects) {
    Redirect redirect = Redirect.of(failure, node.address());
    if (redirect != null && redirects > 0) {
      Node to = servers.at(redirect.to());
      if (!redirect.asking()) {
        servers.moved(call.slot, to);
      }
      return send(call, to, redirect.asking(), redirects - 1);
    }
    if (Failures.isWrongServer(failure)) {
      servers.suspect();
    }
    if (Failures.isOutOfMemory(failure)) {
      memory.filled();
    }
    return CompletableFuture.failedFuture(Failures.of(node.address(), failure));
  }

  private void left() {
    if (inFlight.decrementAndGet() == 0 && closed) {
      idle.complete(null);
    }
  }

  @Override
  public void close() {
    closed = true;
    if (inFlight.get() == 0) {
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
    servers.close();
    connector.close();
  }
}
