package dev.ovation.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;

/** Ovation's HTTP server, an event loop a core, without anything of Ovation behind it. */
final class LoopbackServer implements AutoCloseable {
  private final Vertx vertx;

  /**
   * Listens on loopback.
   *
   * @param handler gets each request on its event loop, with what runs tasks there
   */
  LoopbackServer(int port, BiConsumer<HttpServerRequest, Context> handler) {
    int loops = Runtime.getRuntime().availableProcessors();
    vertx =
        Vertx.builder()
            .with(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops))
            .build();
    for (int i = 0; i < loops; i++) {
      vertx.deployVerticle(new Edge(port, handler)).await();
    }
  }

  private static final class Edge extends VerticleBase {
    private final int port;
    private final BiConsumer<HttpServerRequest, Context> handler;

    Edge(int port, BiConsumer<HttpServerRequest, Context> handler) {
      this.port = port;
      this.handler = handler;
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
          .requestHandler(request -> handler.accept(request, context))
          .listen();
    }
  }

  /** Answers on the request's event loop. */
  static void answer(HttpServerRequest request, int status, String json) {
    var _ =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/json")
            .end(Buffer.buffer(json));
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
