package dev.ovation.adapters.redis;

import dev.ovation.core.port.TimeSource;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections: connects, asks who the server is, refuses one that would break the protocol,
 * and brings the scripts. Nothing else is sent before. Thread-safe.
 */
final class Connector implements AutoCloseable {
  /** Commands that go to the network in one piece at most. */
  private static final int FLUSH_AFTER = 256;

  private static final int THREADS = 2;

  private final RedisSettings settings;
  private final TimeSource time;
  private final List<RedisURI> seeds;
  private final ClientResources resources;
  private final RedisClient client;

  Connector(RedisSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
    this.seeds = settings.uris().stream().map(RedisURI::create).toList();
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .nettyCustomizer(new Coalescing())
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            // A connection is one run of a server; whoever needs another makes a new one.
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .protocolVersion(ProtocolVersion.RESP2)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .socketOptions(
                SocketOptions.builder().connectTimeout(settings.connectTimeout()).build())
            .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
            .build());
  }

  /**
   * While answers are read, and while tasks wait to be written, commands are gathered and go to the
   * network together: requests that come at the same time share a system call and a round trip.
   */
  private static final class Coalescing implements NettyCustomizer {
    @Override
    public void afterChannelInitialized(Channel channel) {
      channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_AFTER, true));
    }
  }

  List<Address> seeds() {
    return seeds.stream().map(Address::of).toList();
  }

  /** Fails with what is wrong with the server, or with what kept it from being asked. */
  CompletableFuture<NodeConnection> connect(Address address) {
    RedisURI uri =
        RedisURI.builder(seeds.getFirst())
            .withHost(address.host())
            .withPort(address.port())
            .withTimeout(settings.connectTimeout())
            .build();
    return client
        .connectAsync(ByteArrayCodec.INSTANCE, uri)
        .toCompletableFuture()
        .thenCompose(connection -> greet(address, connection));
  }

  private CompletableFuture<NodeConnection> greet(
      Address address, StatefulRedisConnection<byte[], byte[]> connection) {
    return connection
        .async()
        .info()
        .toCompletableFuture()
        .thenApply(ServerInfo::parse)
        .thenCompose(
            server -> {
              server.check(address);
              NodeConnection made =
                  new NodeConnection(address, connection, server, time, settings.commandTimeout());
              return scripts(connection).thenApply(loaded -> made);
            })
        .whenComplete(
            (made, failure) -> {
              if (failure != null) {
                var _ = connection.closeAsync();
              }
            });
  }

  private static CompletableFuture<Void> scripts(
      StatefulRedisConnection<byte[], byte[]> connection) {
    CompletableFuture<?>[] loads =
        Arrays.stream(Script.values())
            .map(script -> connection.async().scriptLoad(script.text()).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(loads);
  }

  @Override
  public void close() {
    client.shutdown(0, settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    var _ = resources.shutdown(0, settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }
}
