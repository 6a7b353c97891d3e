package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.app.operation.Erasure;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.core.port.Archive.Subject;
import dev.ovation.core.port.Operation.Request;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The calls that unset all that an actor or a target holds, and set it again. */
final class ErasureRoutes {
  private final OperationDesk desk;
  private final Executor blocking;

  ErasureRoutes(OperationDesk desk, Executor blocking) {
    this.desk = desk;
    this.blocking = blocking;
  }

  /** A key speaks for its own space, whatever its scopes are. */
  List<Route> routes() {
    String actor = "/admin/v1/actors/{actor}";
    String target = "/admin/v1/targets/{target}";
    return List.of(
        Route.of("DELETE", actor, Scope.ADMIN, exchange -> erase(exchange, ErasureRoutes::actor)),
        Route.of("DELETE", target, Scope.ADMIN, exchange -> erase(exchange, ErasureRoutes::target)),
        Route.of(
            "POST",
            actor + "/restore",
            Scope.ADMIN,
            exchange -> restore(exchange, ErasureRoutes::actor)),
        Route.of(
            "POST",
            target + "/restore",
            Scope.ADMIN,
            exchange -> restore(exchange, ErasureRoutes::target)));
  }

  private static Subject actor(Exchange exchange) {
    return Subject.ofActor(exchange.caller().space(), Params.id("actor", exchange.segment(3)));
  }

  private static Subject target(Exchange exchange) {
    String space = exchange.caller().space();
    return Subject.ofTarget(space, Params.target(space, exchange.segment(3)).text());
  }

  private void erase(Exchange exchange, Function<Exchange, Subject> subject) {
    String mode = Query.parse(exchange.request.query(), Set.of("mode")).get("mode");
    if (mode != null && !mode.equals("archive") && !mode.equals("erase")) {
      throw new ProblemException(
          Problem.invalid(
              422, List.of(new FieldError("mode", "must be archive or erase, which is for good"))));
    }
    begin(
        exchange,
        Erasure.erase(subject.apply(exchange), "erase".equals(mode), exchange.caller().id()));
  }

  private void restore(Exchange exchange, Function<Exchange, Subject> subject) {
    begin(exchange, Erasure.restore(subject.apply(exchange), exchange.caller().id()));
  }

  private void begin(Exchange exchange, Request request) {
    exchange.later(
        blocking,
        () -> desk.begin(request),
        operation -> OperationDeskRoutes.begun(exchange, operation));
  }
}
