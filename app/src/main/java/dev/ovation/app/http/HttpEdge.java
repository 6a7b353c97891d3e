package dev.ovation.app.http;

import dev.ovation.app.http.Readiness.Stage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's part of the server: takes requests in, finds their route, lets them through or
 * not, reads their body, and ends those that take too long.
 */
final class HttpEdge extends VerticleBase {
  private static final int REQUEST_ID_CHARS_MAX = 128;
  private static final long SWEEP_MILLIS = 500;

  private final HttpServerOptions options;
  private final HttpSettings settings;
  private final RouteTable routes;
  private final Access access;
  private final Readiness readiness;
  private final RouteMetrics metrics;
  private final SplittableRandom random = new SplittableRandom();

  /** Oldest first. Touched by this event loop only. */
  private final Set<Exchange> inFlight = new LinkedHashSet<>();

  private @Nullable HttpServer server;

  HttpEdge(
      HttpServerOptions options,
      HttpSettings settings,
      RouteTable routes,
      Access access,
      Readiness readiness,
      RouteMetrics metrics) {
    this.options = options;
    this.settings = settings;
    this.routes = routes;
    this.access = access;
    this.readiness = readiness;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    HttpServer created = vertx.createHttpServer(options);
    server = created;
    vertx.setPeriodic(SWEEP_MILLIS, timer -> endOverdue());
    return created.requestHandler(this::handle).invalidRequestHandler(this::invalid).listen();
  }

  int port() {
    return server == null ? -1 : server.actualPort();
  }

  /** Stops accepting and completes when all requests are answered, or after the grace. */
  Future<Void> shutdown() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(settings.shutdownGrace().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void handle(HttpServerRequest request) {
    Exchange exchange = open(request);
    exchange.guarded(
        () -> {
          exchange.segments = Path.segments(request.path() == null ? "/" : request.path());
          exchange.route = route(exchange);
          admit(exchange);
          if (hasBody(request)) {
            receive(exchange);
          } else {
            exchange.route.handler().accept(exchange);
          }
        });
  }

  private Exchange open(HttpServerRequest request) {
    Context current = context;
    Exchange exchange = new Exchange(this, request, current, requestId(request), System.nanoTime());
    inFlight.add(exchange);
    metrics.started();
    return exchange;
  }

  /** Called once an exchange is answered. */
  void ended(Exchange exchange, int status) {
    inFlight.remove(exchange);
    metrics.ended(exchange.route, status, System.nanoTime() - exchange.startNanos);
  }

  private Route route(Exchange exchange) {
    String method = exchange.request.method().name();
    Route route = routes.find(method, exchange.segments);
    if (route != null) {
      return route;
    }
    Set<String> allowed = new TreeSet<>(routes.methods(exchange.segments));
    if (allowed.isEmpty()) {
      throw new ProblemException(
          Problem.of(404, "no-such-route", "there is no such route; GET /openapi.yaml tells them"));
    }
    exchange.request.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
    throw new ProblemException(
        Problem.of(405, "method-not-allowed", "this route takes " + String.join(", ", allowed)));
  }

  private void admit(Exchange exchange) {
    Route route = exchange.route;
    Stage stage = readiness.stage();
    if (stage == Stage.CLOSING) {
      exchange.request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (stage != Stage.READY && !route.always()) {
      throw new ProblemException(
          Problem.of(
              503,
              "not-ready",
              stage == Stage.CLOSING
                  ? "the service is stopping"
                  : "the service is starting: the ledger is catching up with the log"));
    }
    if (route.scope() != null) {
      exchange.caller = access.caller(exchange.request.getHeader(HttpHeaders.AUTHORIZATION));
      access.require(exchange.caller, route.scope());
    }
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null
        ? !length.equals("0")
        : request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  private void receive(Exchange exchange) {
    HttpServerRequest request = exchange.request;
    String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (contentType != null && !isJson(contentType)) {
      exchange.problemAndClose(
          Problem.of(415, "unsupported-media-type", "the body must be application/json"));
      return;
    }
    Buffer body = Buffer.buffer();
    Handler<Buffer> collect =
        part -> {
          if (exchange.isAnswered()) {
            return;
          }
          if (body.length() + part.length() > settings.bodyBytesMax()) {
            exchange.problemAndClose(
                Problem.of(
                    413,
                    "too-large",
                    "the body may have " + settings.bodyBytesMax() + " bytes at the most"));
          } else {
            body.appendBuffer(part);
          }
        };
    var _ =
        request
            .handler(collect)
            .exceptionHandler(
                failure ->
                    exchange.problemAndClose(
                        Problem.of(400, "malformed", "the request ended too early")))
            .endHandler(
                end -> {
                  if (!exchange.isAnswered()) {
                    exchange.body = body.getBytes();
                    exchange.guarded(() -> exchange.route.handler().accept(exchange));
                  }
                });
  }

  private static boolean isJson(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    if (!parts[0].trim().equals("application/json")) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return false;
      }
    }
    return true;
  }

  /** What Netty could not make a request of. */
  private void invalid(HttpServerRequest request) {
    Exchange exchange = open(request);
    String cause = String.valueOf(request.decoderResult().cause()).toLowerCase(Locale.ROOT);
    Problem problem =
        cause.contains("toolonghttpline")
            ? Problem.of(414, "too-large", "the request line is too long")
            : cause.contains("toolonghttpheader") || cause.contains("header")
                ? Problem.of(431, "too-large", "the request's headers are too large or malformed")
                : Problem.of(400, "malformed", "this is not an HTTP request");
    exchange.problemAndClose(problem);
  }

  private void endOverdue() {
    long deadline = System.nanoTime() - settings.requestTimeout().toNanos();
    for (Exchange exchange : List.copyOf(inFlight)) {
      if (exchange.isUntimed()) {
        continue;
      }
      if (exchange.startNanos - deadline > 0) {
        return;
      }
      exchange.problemAndClose(
          Problem.of(
              503,
              "outcome-unknown",
              "no answer within "
                  + settings.requestTimeout().toMillis()
                  + " ms; repeating the call is safe"));
    }
  }

  private String requestId(HttpServerRequest request) {
    String given = request.getHeader(Exchange.REQUEST_ID);
    if (given != null
        && !given.isEmpty()
        && given.length() <= REQUEST_ID_CHARS_MAX
        && given.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return given;
    }
    return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
  }
}
