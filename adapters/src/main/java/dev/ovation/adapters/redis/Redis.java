package dev.ovation.adapters.redis;

import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

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
  private final Bound waiting;
  private final Duration patience;

  Redis(RedisSettings settings, TimeSource time) {
    connector = new Connector(settings, time);
    servers = new Servers(connector, time);
    memory = new Memory(servers, time);
    waiting = new Bound(settings.commandsInFlightMax());
    patience = settings.commandTimeout().plus(settings.connectTimeout());
  }

  Servers servers() {
    return servers;
  }

  /** Of all that waits for Redis; scripts are in it while they run. */
  Bound waiting() {
    return waiting;
  }

  Memory memory() {
    return memory;
  }

  /** Runs a script on one slot; the future fails with an {@link OvationException}. */
  CompletableFuture<Reply> run(Script script, byte[] key, Args args) {
    OvationException refusal = waiting.enter();
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    Call call = new Call(script, key, args, SlotHash.getSlot(key));
    return servers
        .owner(call.slot)
        .thenCompose(node -> send(call, node, false, REDIRECTS_MAX))
        .whenComplete((reply, failure) -> waiting.leave());
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

  @Override
  public void close() {
    waiting.close(patience);
    servers.close();
    connector.close();
  }
}
