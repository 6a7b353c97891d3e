package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.core.consistency.Trace;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.port.HotStore.Pending;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The call that tells why a target's counts, or one interaction, are what they are. */
final class ExplainRoutes {
  private final InteractionService service;
  private final Kinds kinds;
  private final Answers answers;
  private final ConsistencyDesk desk;
  private final Executor blocking;

  ExplainRoutes(
      InteractionService service,
      Kinds kinds,
      Answers answers,
      ConsistencyDesk desk,
      Executor blocking) {
    this.service = service;
    this.kinds = kinds;
    this.answers = answers;
    this.desk = desk;
    this.blocking = blocking;
  }

  /** To be found before the list of a kind: explain is a call, not a kind. */
  List<Route> routes() {
    return List.of(Route.of("GET", "/v1/targets/{target}/explain", Scope.READ, this::explain));
  }

  private void explain(Exchange exchange) {
    Query query = Query.parse(exchange.request.query(), Set.of("kind", "actor"));
    Target target = Params.target(exchange.caller().space(), exchange.segment(2));
    String kind = query.get("kind");
    String actor = query.get("actor");
    if (kind == null && actor == null) {
      exchange.answer(
          service
              .explain(target)
              .thenCombine(
                  CompletableFuture.supplyAsync(() -> desk.cases(target), blocking),
                  answers::explanation),
          json -> json);
      return;
    }
    Interaction interaction = interaction(target, kind, actor);
    exchange.later(blocking, () -> desk.trace(interaction), trace -> exchange.ok(json(trace)));
  }

  private Interaction interaction(Target target, @Nullable String kind, @Nullable String actor) {
    if (kind == null || actor == null) {
      throw invalid("an interaction has a kind and an actor: give both, or none");
    }
    String problem = Ids.problemOfId(actor);
    if (problem != null) {
      throw invalid("actor " + problem);
    }
    if (!(Params.kind(kinds, kind) instanceof Kind.Register)) {
      throw invalid("what is added to a counter is in its total only: " + kind + " is a counter");
    }
    return Interaction.of(target, kind, actor);
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(Problem.invalid(422, List.of(new FieldError("query", detail))));
  }

  private static String json(Trace trace) {
    JsonText json =
        new JsonText()
            .open()
            .field("target", trace.interaction().target().text())
            .field("kind", trace.interaction().kind())
            .field("actor", trace.interaction().actor())
            .field("partition", trace.partition());
    json.name("hot").open().field("cold", trace.isCold());
    row(json.name("row"), trace.entry() == null ? null : trace.entry().row());
    pending(json.name("pending"), trace.entry() == null ? null : trace.entry().pending());
    json.close();
    row(json.name("actorView"), trace.viewed());
    json.name("ledger")
        .open()
        .field("commit", trace.stored().n())
        .field("offset", trace.stored().h());
    row(json.name("row"), trace.stored().row());
    json.close().name("event");
    Trace.Logged logged = trace.logged();
    if (logged == null) {
      json.text(null);
    } else {
      event(json.open().field("offset", logged.offset()), logged.event())
          .field("parked", trace.parked())
          .close();
    }
    return json.field("logReadAfter", trace.lookedAfter()).close().toString();
  }

  /** Null where a view can't tell; without a version where there is no row. */
  private static void row(JsonText json, @Nullable Row row) {
    if (row == null) {
      json.text(null);
      return;
    }
    json.open().field("value", row.value());
    if (row.exists()) {
      json.field("version", Long.toString(row.version()))
          .time("at", row.atMillis())
          .field("commit", row.n());
    } else {
      json.field("version", null);
    }
    json.close();
  }

  private static void pending(JsonText json, @Nullable Pending pending) {
    if (pending == null) {
      json.text(null);
      return;
    }
    event(json.open().field("offset", pending.offset()), pending.event())
        .field("parked", pending.parked())
        .close();
  }

  private static JsonText event(JsonText json, Event event) {
    return json.field("value", event instanceof RegisterEvent register ? register.value() : null)
        .field("version", Long.toString(event.version()))
        .time("at", event.atMillis());
  }
}
