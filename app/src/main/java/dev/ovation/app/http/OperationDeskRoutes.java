package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.app.operation.OperationDesk.Wish;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The calls that show work which takes longer than a request, and pause it or give it up. */
final class OperationDeskRoutes {
  private static final int LIMIT = 50;
  private static final int LIMIT_MAX = 200;

  private final OperationDesk desk;
  private final Executor blocking;

  OperationDeskRoutes(OperationDesk desk, Executor blocking) {
    this.desk = desk;
    this.blocking = blocking;
  }

  List<Route> routes() {
    String one = "/admin/v1/operations/{operation}";
    return List.of(
        Route.of("GET", "/admin/v1/operations", Scope.ADMIN, this::list),
        Route.of("GET", one, Scope.ADMIN, this::show),
        Route.of("POST", one + "/pause", Scope.ADMIN, exchange -> ask(exchange, Wish.PAUSE)),
        Route.of("POST", one + "/resume", Scope.ADMIN, exchange -> ask(exchange, Wish.RESUME)),
        Route.of("POST", one + "/cancel", Scope.ADMIN, exchange -> ask(exchange, Wish.CANCEL)));
  }

  private void list(Exchange exchange) {
    Query query = Query.parse(exchange.request.query(), Set.of("limit", "cursor"));
    int limit = query.integer("limit", LIMIT, 1, LIMIT_MAX);
    String cursor = query.get("cursor");
    long before = cursor == null ? Long.MAX_VALUE : number(cursor);
    if (before < 0) {
      throw new ProblemException(
          Problem.invalid(422, List.of(new FieldError("cursor", "must be next as it was given"))));
    }
    exchange.later(
        blocking, () -> desk.list(before, limit), page -> exchange.ok(json(page, limit)));
  }

  private void show(Exchange exchange) {
    long id = id(exchange);
    exchange.<@Nullable Operation>later(
        blocking, () -> desk.show(id), found -> exchange.ok(json(known(id, found))));
  }

  private void ask(Exchange exchange, Wish wish) {
    long id = id(exchange);
    exchange.<@Nullable Operation>later(
        blocking,
        () -> desk.ask(id, wish),
        found -> {
          Operation operation = known(id, found);
          // To resume what runs is done already, also where it has ended in the meantime.
          boolean asWished =
              operation.state() == wish.to() || (wish == Wish.RESUME && !hasStopped(operation));
          if (!asWished) {
            throw new ProblemException(
                Problem.invalid(
                    422,
                    List.of(
                        new FieldError(
                            "operation",
                            "%d is %s, so there is nothing to %s"
                                .formatted(
                                    id,
                                    operation.state().text(),
                                    wish.name().toLowerCase(Locale.ROOT))))));
          }
          exchange.ok(json(operation));
        });
  }

  private static boolean hasStopped(Operation operation) {
    return operation.state() == Operation.State.CANCELLED
        || operation.state() == Operation.State.FAILED;
  }

  private static long id(Exchange exchange) {
    long id = number(exchange.segment(3));
    if (id < 0) {
      throw unknown(exchange.segment(3));
    }
    return id;
  }

  /** A number as ids are written, or -1. */
  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }

  private static Operation known(long id, @Nullable Operation operation) {
    if (operation == null) {
      throw unknown(Long.toString(id));
    }
    return operation;
  }

  private static ProblemException unknown(String text) {
    String shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
    return new ProblemException(
        Problem.of(404, "not-found", "there is no operation '" + shown + "'"));
  }

  /** Tells a caller that an operation has begun. */
  static void begun(Exchange exchange, Operation operation) {
    exchange.json(
        202,
        new JsonText().open().field("operation", Long.toString(operation.id())).close().toString());
  }

  private static String json(List<Operation> page, int limit) {
    JsonText json = new JsonText().open().name("operations").openArray();
    page.forEach(operation -> json.raw(json(operation)));
    String next = page.size() < limit ? null : Long.toString(page.getLast().id());
    return json.closeArray().field("next", next).close().toString();
  }

  private static String json(Operation operation) {
    Progress progress = operation.progress();
    JsonText json =
        new JsonText()
            .open()
            .field("id", Long.toString(operation.id()))
            .field("kind", operation.request().kind())
            .field("space", operation.request().space())
            .name("parameters")
            .open();
    operation.request().parameters().forEach(json::field);
    json.close()
        .field("state", operation.state().text())
        .field("done", progress.done())
        .field("total", progress.total())
        .name("rate")
        .number(Math.round(progress.rate() * 10) / 10.0)
        .field("detail", operation.detail())
        .field("by", operation.request().by())
        .time("startedAt", operation.startedMillis());
    if (operation.endedMillis() == 0) {
      json.name("endedAt").text(null);
    } else {
      json.time("endedAt", operation.endedMillis());
    }
    return json.close().toString();
  }
}
