package dev.ovation.adapters.redis;

import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One connection to one run of one server. It never reconnects: what it was told of the server, its
 * run id above all, is true for as long as it is open. Commands of all callers share it, in order,
 * without waiting for each other. Thread-safe.
 */
final class NodeConnection {
  private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

  /** A server that has been silent for so many timeouts is given up, and connected to anew. */
  private static final int SILENT_TIMEOUTS = 3;

  private final Address address;
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final ServerInfo server;
  private final byte[] runId;
  private final TimeSource time;
  private final Duration timeout;
  private volatile long lastAnswerNanos;
  private volatile boolean givenUp;

  NodeConnection(
      Address address,
      StatefulRedisConnection<byte[], byte[]> connection,
      ServerInfo server,
      TimeSource time,
      Duration timeout) {
    this.address = address;
    this.connection = connection;
    this.server = server;
    this.runId = server.runId().getBytes(StandardCharsets.US_ASCII);
    this.time = time;
    this.timeout = timeout;
    this.lastAnswerNanos = time.nanos();
  }

  Address address() {
    return address;
  }

  /** As of when the connection was made. */
  ServerInfo server() {
    return server;
  }

  boolean isOpen() {
    return !givenUp && connection.isOpen();
  }

  /** Whether it was closed because the server said nothing for too long. */
  boolean isGivenUp() {
    return givenUp;
  }

  /**
   * Runs a script by its digest, or by its text if the server does not know it (any more).
   *
   * @param asking the slot is on its way here
   */
  CompletableFuture<Reply> run(Script script, byte[] key, Args args, boolean asking) {
    CommandArgs<byte[], byte[]> bySha = new CommandArgs<>(CODEC).add(script.sha());
    return send(CommandType.EVALSHA, with(bySha, key, args), asking)
        .exceptionallyCompose(
            failure -> {
              if (!Failures.isUnknownScript(OvationException.causeOf(failure))) {
                return CompletableFuture.failedFuture(failure);
              }
              CommandArgs<byte[], byte[]> byText = new CommandArgs<>(CODEC).add(script.text());
              return send(CommandType.EVAL, with(byText, key, args), asking);
            });
  }

  private CommandArgs<byte[], byte[]> with(
      CommandArgs<byte[], byte[]> command, byte[] key, Args args) {
    command.add(1).addKey(key).add(runId);
    args.list().forEach(command::add);
    return command;
  }

  private CompletableFuture<Reply> send(
      CommandType type, CommandArgs<byte[], byte[]> args, boolean asking) {
    AsyncCommand<byte[], byte[], List<Object>> command =
        new AsyncCommand<>(new Command<>(type, new NestedMultiOutput<>(CODEC), args));
    if (asking) {
      RedisCommand<byte[], byte[], String> first =
          new AsyncCommand<>(new Command<>(CommandType.ASKING, new StatusOutput<>(CODEC)));
      // Together, so that no other command comes between.
      connection.dispatch(List.of(first, command));
    } else {
      connection.dispatch(command);
    }
    return answered(command).thenApply(values -> new Reply(server.runId(), values));
  }

  /** What the server says of itself now. */
  CompletableFuture<ServerInfo> info() {
    return answered(connection.async().info().toCompletableFuture()).thenApply(ServerInfo::parse);
  }

  CompletableFuture<List<Object>> clusterSlots() {
    return answered(connection.async().clusterSlots().toCompletableFuture());
  }

  private <T> CompletableFuture<T> answered(CompletableFuture<T> answer) {
    return answer.whenComplete(
        (value, failure) -> {
          if (!(failure instanceof RedisCommandTimeoutException)) {
            lastAnswerNanos = time.nanos();
          } else if (time.nanos() - lastAnswerNanos > SILENT_TIMEOUTS * timeout.toNanos()) {
            givenUp = true;
            close();
          }
        });
  }

  /** Fails what is still waiting for an answer. */
  void close() {
    var _ = connection.closeAsync();
  }
}
