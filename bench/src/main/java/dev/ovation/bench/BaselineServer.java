package dev.ovation.bench;

import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LogObserver;
import dev.ovation.adapters.sqlite.LogSettings;
import dev.ovation.adapters.sqlite.SqliteEventLog;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.OvationException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;

/**
 * What a write costs at the least: the same HTTP server, and the same group commit with fsync of an
 * event of the same size, but no look, no decision, no hot store, no projection, and always the
 * same answer.
 */
final class BaselineServer implements AutoCloseable {
  private static final Interaction INTERACTION =
      Interaction.of(new Target("default", "video", "12345"), "like", "u123456");
  private static final String ANSWER =
      """
      {"target":"video:12345","kind":"like","actor":"u123456","value":"like","changed":true,\
      "version":"380123456789012345","at":"2026-11-01T00:00:00.000Z","counts":{"like":17}}""";

  private final DataDirectory directory;
  private final SqliteEventLog log;
  private final Vertx vertx;

  BaselineServer(Path data, int port) {
    directory = DataDirectory.open(data);
    log =
        SqliteEventLog.open(
            directory, LogSettings.defaults(), new LogObserver() {}, new SystemTime());
    int loops = Runtime.getRuntime().availableProcessors();
    vertx =
        Vertx.builder()
            .with(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops))
            .build();
    for (int i = 0; i < loops; i++) {
      vertx.deployVerticle(new Edge(port)).await();
    }
  }

  private final class Edge extends VerticleBase {
    private final int port;

    Edge(int port) {
      this.port = port;
    }

    @Override
    public Future<?> start() {
      return vertx
          .createHttpServer(
              new HttpServerOptions()
                  .setHost("127.0.0.1")
                  .setPort(port)
                  .setAcceptBacklog(4096)
                  .setTcpNoDelay(true))
          .requestHandler(this::handle)
          .listen();
    }

    private void handle(HttpServerRequest request) {
      Context loop = context;
      log.append(
          new RegisterEvent(INTERACTION, "like", 1L << 40, Version.EPOCH_MILLIS),
          new AppendCallback() {
            @Override
            public void durable(long offset) {
              loop.runOnContext(_ -> answer(request, 200));
            }

            @Override
            public void failed(OvationException failure) {
              loop.runOnContext(_ -> answer(request, 503));
            }
          });
    }

    private static void answer(HttpServerRequest request, int status) {
      var _ =
          request
              .response()
              .setStatusCode(status)
              .putHeader("Content-Type", "application/json")
              .end(Buffer.buffer(ANSWER));
    }
  }

  @Override
  public void close() {
    vertx.close().await();
    log.close();
    directory.close();
  }
}
