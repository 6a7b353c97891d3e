package dev.ovation.app.http;

import dev.ovation.app.http.Access.Caller;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. Lives on its event loop; answered exactly once. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final CharSequence APPLICATION_JSON =
      HttpHeaders.createOptimized("application/json");
  private static final CharSequence APPLICATION_PROBLEM =
      HttpHeaders.createOptimized("application/problem+json");
  static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
  private static final CharSequence SOURCE = HttpHeaders.createOptimized("Ovation-Source");

  private static final long LINGER_MILLIS = 500;

  final HttpServerRequest request;
  final Context context;
  final String requestId;
  final long startNanos;
  private final HttpEdge edge;

  Route route = Route.NONE;
  List<String> segments = List.of();
  byte[] body = {};
  private boolean answered;

  /** An answer that takes as long as it takes. */
  private boolean untimed;

  Exchange(
      HttpEdge edge,
      HttpServerRequest request,
      Context context,
      String requestId,
      long startNanos) {
    this.edge = edge;
    this.request = request;
    this.context = context;
    this.requestId = requestId;
    this.startNanos = startNanos;
  }

  /** Who calls; known once the request was let in. */
  Caller caller() {
    return java.util.Objects.requireNonNull(caller);
  }

  @Nullable Caller caller;

  String segment(int index) {
    return segments.get(index);
  }

  boolean isAnswered() {
    return answered;
  }

  /** Answers with what a future yields, on this exchange's event loop. */
  <T> void answer(CompletableFuture<T> future, Function<T, String> json) {
    if (future.isDone()) {
      settle(future, json);
    } else {
      var _ =
          future.whenComplete((value, failure) -> context.runOnContext(_ -> settle(future, json)));
    }
  }

  private <T> void settle(CompletableFuture<T> future, Function<T, String> json) {
    guarded(() -> ok(json.apply(future.join())));
  }

  /**
   * Gets something that may block, on a thread for that, and tells it on this exchange's event
   * loop.
   */
  <T extends @Nullable Object> void later(
      Executor blocking, Supplier<T> supplier, Consumer<T> tell) {
    CompletableFuture<T> future = CompletableFuture.supplyAsync(supplier, blocking);
    var _ =
        future.whenComplete(
            (value, failure) ->
                context.runOnContext(_ -> guarded(() -> tell.accept(future.join()))));
  }

  /** Writes an answer of any length. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream into) throws IOException;
  }

  /**
   * Answers with what is written by a thread that may block. What fails before anything was sent
   * becomes a problem; later the connection is cut, so that nobody takes a part for the whole.
   */
  void stream(Executor blocking, String contentType, Body body) {
    untimed = true;
    HttpServerResponse response = request.response();
    ChunkedAnswer answer =
        new ChunkedAnswer(
            context,
            chunk -> {
              if (!answered) {
                answered = true;
                response
                    .setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                    .putHeader(REQUEST_ID, requestId);
              }
              return response.write(chunk);
            });
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(
            () -> {
              try (answer) {
                body.writeTo(answer);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            blocking);
    var _ =
        written.whenComplete(
            (done, failure) -> context.runOnContext(_ -> guarded(() -> streamed(written))));
  }

  private void streamed(CompletableFuture<Void> written) {
    if (!answered || !written.isCompletedExceptionally()) {
      written.join();
      var _ = request.response().end();
    } else {
      LOG.warn("request {} {} is cut off", requestId, route.template(), written.exceptionNow());
      hangUp();
    }
    edge.ended(this, 200);
  }

  boolean isUntimed() {
    return untimed;
  }

  /** Runs a part of the handling; whatever it throws becomes the answer. */
  void guarded(Runnable part) {
    try {
      part.run();
    } catch (ProblemException e) {
      problem(e.problem());
    } catch (RuntimeException e) {
      failed(
          OvationException.causeOf(e) instanceof OvationException known
              ? known
              : new OvationException(ErrorCode.INTERNAL, "unexpected failure", e));
    }
  }

  private void failed(OvationException failure) {
    if (failure.code().blame() == ErrorCode.Blame.US) {
      LOG.error("request {} {} failed", requestId, route.template(), failure);
    }
    problem(Problem.of(failure));
  }

  /** Tells where the answer comes from: hot, ledger or stale. Before the answer. */
  void source(String source) {
    request.response().putHeader(SOURCE, source);
  }

  void ok(String json) {
    send(200, APPLICATION_JSON, json);
  }

  void json(int status, String json) {
    send(status, APPLICATION_JSON, json);
  }

  void text(String contentType, String text) {
    send(200, contentType, text);
  }

  void problem(Problem problem) {
    if (answered) {
      return;
    }
    HttpServerResponse response = request.response();
    if (problem.retryAfterSeconds() > 0) {
      response.putHeader(RETRY_AFTER, Integer.toString(problem.retryAfterSeconds()));
    }
    if (problem.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    send(problem.status(), APPLICATION_PROBLEM, problem.json(requestId));
  }

  /**
   * Answers and then hangs up: the rest of the request is not wanted. What still comes is read and
   * thrown away for a moment, because hanging up on a sender can take the answer away from it.
   */
  void problemAndClose(Problem problem) {
    if (answered) {
      return;
    }
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    problem(problem);
    context.owner().setTimer(LINGER_MILLIS, timer -> hangUp());
  }

  private void hangUp() {
    var _ = request.connection().close();
  }

  private void send(int status, CharSequence contentType, String text) {
    if (answered) {
      return;
    }
    answered = true;
    HttpServerResponse response = request.response();
    if (!response.closed()) {
      response
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
          .putHeader(REQUEST_ID, requestId);
      var _ = response.end(Buffer.buffer(text));
    }
    edge.ended(this, status);
  }
}
