package dev.ovation.bench;

import dev.ovation.bench.OldWayStore.Liked;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/**
 * The endpoint for likes over an {@link OldWayStore}: the same HTTP server as Ovation's, and a
 * virtual thread a request.
 */
final class OldWayServer implements AutoCloseable {
  /** {@code /v1/targets/TARGET/KIND/ACTOR}, split at its slashes. */
  private static final int PATH_PARTS = 6;

  private final OldWayStore store;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Vertx vertx;

  OldWayServer(OldWayStore store, int port) {
    this.store = store;
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
      String[] path = request.uri().split("/", -1);
      if (path.length != PATH_PARTS) {
        end(request, 404, "{}");
        return;
      }
      Context loop = context;
      requests.execute(
          () -> {
            int status = 200;
            String answer = "{}";
            try {
              answer = answer(path[3], path[4], path[5]);
            } catch (SQLException | ExecutionException | TimeoutException e) {
              status = 503;
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              status = 503;
            }
            int told = status;
            String body = answer;
            loop.runOnContext(_ -> end(request, told, body));
          });
    }
  }

  private String answer(String target, String kind, String actor)
      throws SQLException, ExecutionException, InterruptedException, TimeoutException {
    Liked liked = store.like(target, kind, actor);
    return """
        {"target":"%s","kind":"%s","actor":"%s","value":"%s","changed":%s,"counts":{"%s":%d}}"""
        .formatted(target, kind, actor, kind, liked.changed(), kind, liked.total());
  }

  private static void end(HttpServerRequest request, int status, String body) {
    var _ =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/json")
            .end(Buffer.buffer(body));
  }

  @Override
  public void close() {
    vertx.close().await();
    requests.close();
    store.close();
  }
}
