package dev.ovation.bench;

import dev.ovation.bench.OldWayStore.Liked;
import io.vertx.core.Context;
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
  private final LoopbackServer server;

  OldWayServer(OldWayStore store, int port) {
    this.store = store;
    server = new LoopbackServer(port, this::handle);
  }

  private void handle(HttpServerRequest request, Context loop) {
    String[] path = request.uri().split("/", -1);
    if (path.length != PATH_PARTS) {
      LoopbackServer.answer(request, 404, "{}");
      return;
    }
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
          loop.runOnContext(_ -> LoopbackServer.answer(request, told, body));
        });
  }

  private String answer(String target, String kind, String actor)
      throws SQLException, ExecutionException, InterruptedException, TimeoutException {
    Liked liked = store.like(target, kind, actor);
    return """
        {"target":"%s","kind":"%s","actor":"%s","value":"%s","changed":%s,"counts":{"%s":%d}}"""
        .formatted(target, kind, actor, kind, liked.changed(), kind, liked.total());
  }

  @Override
  public void close() {
    server.close();
    requests.close();
    store.close();
  }
}
