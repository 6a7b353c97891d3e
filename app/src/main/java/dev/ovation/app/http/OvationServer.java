package dev.ovation.app.http;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.engine.InteractionService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server: one {@link HttpEdge} an event loop, all on one port. Start and close it once;
 * thread-safe otherwise.
 */
public final class OvationServer implements AutoCloseable {
  private static final int INITIAL_LINE_BYTES_MAX = 8 * 1024;
  private static final int HEADER_BYTES_MAX = 16 * 1024;
  private static final int BACKLOG = 4096;
  private static final int IDLE_SECONDS = 120;

  private final HttpSettings settings;
  private final RouteTable routes;
  private final Access access;
  private final Readiness readiness;
  private final RouteMetrics metrics;
  private final List<HttpEdge> edges = new ArrayList<>();
  private @Nullable Vertx vertx;

  /**
   * Makes a server that does not listen yet.
   *
   * @param blocking runs what may block, for example one virtual thread each
   * @throws IllegalArgumentException when it would listen for others without keys
   */
  public OvationServer(
      HttpSettings settings,
      InteractionService service,
      Kinds kinds,
      Operations operations,
      Readiness readiness,
      Executor blocking) {
    String problem = Access.problemOfHost(settings.host(), !settings.keys().isEmpty());
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    this.settings = settings;
    this.readiness = readiness;
    this.access = new Access(settings);
    Answers answers = new Answers(kinds);
    this.routes =
        new RouteTable(
            List.of(
                new WriteRoutes(service, kinds, access, answers).routes(),
                new ExplainRoutes(service, kinds, answers, operations.consistency(), blocking)
                    .routes(),
                new ReadRoutes(service, kinds, answers).routes(),
                new ConsistencyRoutes(operations.consistency(), blocking).routes(),
                new OperationRoutes(operations, readiness, blocking).routes(),
                new DeadLetterRoutes(operations.deadLetters(), blocking).routes(),
                new OperationDeskRoutes(operations.desk(), blocking).routes(),
                new ErasureRoutes(operations.desk(), blocking).routes(),
                new RebuildRoutes(operations.desk(), blocking).routes(),
                new VerifyRoutes(operations.exports(), blocking).routes(),
                new ExportRoutes(operations.exports(), blocking).routes()));
    this.metrics = new RouteMetrics(operations.metrics(), routes.all());
  }

  /**
   * Starts to listen, and returns the port.
   *
   * @throws IllegalStateException when the address is taken
   */
  public int start() {
    int loops =
        settings.eventLoops() > 0
            ? settings.eventLoops()
            : Runtime.getRuntime().availableProcessors();
    int port = settings.port() == 0 ? freePort(settings.host()) : settings.port();
    Vertx made =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setPreferNativeTransport(true)
                    .setEventLoopPoolSize(loops)
                    .setWorkerPoolSize(1)
                    .setInternalBlockingPoolSize(1)
                    .setBlockedThreadCheckInterval(10)
                    .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS))
            .build();
    vertx = made;
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(port)
            .setAcceptBacklog(BACKLOG)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxInitialLineLength(INITIAL_LINE_BYTES_MAX)
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setHandle100ContinueAutomatically(true)
            .setTcpNoDelay(true)
            .setReuseAddress(true);
    try {
      for (int i = 0; i < loops; i++) {
        HttpEdge edge = new HttpEdge(options, settings, routes, access, readiness, metrics);
        made.deployVerticle(edge).await();
        edges.add(edge);
      }
    } catch (Exception e) {
      // Vert.x throws the system's own checked exceptions without declaring them.
      close();
      throw new IllegalStateException(
          "cannot listen on "
              + settings.host()
              + ":"
              + port
              + ": "
              + e.getMessage()
              + "; is another server running? choose another server.port",
          e);
    }
    return edges.getFirst().port();
  }

  /**
   * Any free port. Event loops share a port only if it is named, so it cannot be left to the first
   * one to find it; between this and the start another process may take it, and the start fails.
   */
  private static int freePort(String host) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen on " + host + ": " + e.getMessage(), e);
    }
  }

  List<Route> routes() {
    return routes.all();
  }

  /** Requests that are being answered. */
  public int inFlight() {
    return metrics.inFlight();
  }

  /** Stops accepting, lets requests in flight finish within the grace, and lets go of the port. */
  @Override
  public void close() {
    readiness.becomes(Readiness.Stage.CLOSING);
    Vertx made = vertx;
    if (made != null) {
      Future.join(edges.stream().map(HttpEdge::shutdown).toList()).otherwiseEmpty().await();
      made.close().await();
      vertx = null;
    }
  }
}
