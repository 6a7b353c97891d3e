package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.engine.InteractionService.Listing;
import dev.ovation.core.engine.InteractionService.Source;
import dev.ovation.core.engine.InteractionService.Summary;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls that read. */
final class ReadRoutes {
  private static final int TARGETS_MAX = 200;
  private static final int LIMIT_MAX = 200;
  private static final int LIMIT_DEFAULT = 50;

  private final InteractionService service;
  private final Kinds kinds;
  private final Answers answers;

  ReadRoutes(InteractionService service, Kinds kinds, Answers answers) {
    this.service = service;
    this.kinds = kinds;
    this.answers = answers;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "/v1/targets/{target}/{kind}/{actor}", Scope.READ, this::interaction),
        Route.of("GET", "/v1/targets/{target}", Scope.READ, this::summary),
        Route.of("POST", "/v1/summaries", Scope.READ, this::summaries),
        Route.of("GET", "/v1/targets/{target}/{kind}", Scope.READ, this::listTarget),
        Route.of("GET", "/v1/actors/{actor}/{kind}", Scope.READ, this::listActor));
  }

  private void interaction(Exchange exchange) {
    Query.parse(exchange.request.query(), Set.of());
    Target target = target(exchange);
    String kind = Params.kind(kinds, exchange.segment(3)).name();
    String actor = Params.id("actor", exchange.segment(4));
    exchange.answer(
        service.read(Interaction.of(target, kind, actor)),
        reading -> {
          from(exchange, reading.source());
          return answers.reading(reading);
        });
  }

  private void summary(Exchange exchange) {
    Query query = Query.parse(exchange.request.query(), Set.of("actor"));
    String actor = query.get("actor");
    if (actor != null) {
      Params.id("actor", actor);
    }
    exchange.answer(
        service.summaries(List.of(target(exchange)), allKinds(), actor),
        summaries ->
            switch (summaries.getFirst()) {
              case Summary.Unknown unknown -> throw unknown.failure();
              case Summary.Known known -> {
                from(exchange, known.source());
                JsonText json = new JsonText();
                answers.summary(json, known);
                yield json.toString();
              }
            });
  }

  private void summaries(Exchange exchange) {
    Fields fields = Fields.ofBody(exchange.body, Set.of("actor", "targets", "kinds"));
    String actor = fields.has("actor") ? fields.text("actor") : null;
    if (actor != null) {
      fields.invalidIf("actor", Ids.problemOfId(actor));
    }
    List<String> texts = strings(fields, "targets");
    if (texts.isEmpty() || texts.size() > TARGETS_MAX) {
      fields.invalid("targets", "must be 1 to " + TARGETS_MAX + " targets");
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String problem = Ids.problemOfTarget(texts.get(i));
      fields.invalidIf("targets/" + i, problem);
      if (problem == null) {
        targets.add(Ids.target(exchange.caller().space(), texts.get(i)));
      }
    }
    fields.check();
    List<Kind> wanted =
        fields.has("kinds")
            ? strings(fields, "kinds").stream()
                .distinct()
                .map(name -> Params.kind(kinds, name))
                .toList()
            : allKinds();
    fields.check();
    exchange.answer(
        service.summaries(targets, wanted, actor),
        summaries -> {
          boolean anyFromLedger =
              summaries.stream()
                  .anyMatch(each -> each instanceof Summary.Known k && k.source() == Source.LEDGER);
          from(exchange, anyFromLedger ? Source.LEDGER : Source.HOT);
          JsonText json = new JsonText().open().name("summaries").openArray();
          summaries.forEach(summary -> answers.summary(json, summary));
          return json.closeArray().close().toString();
        });
  }

  private static List<String> strings(Fields fields, String name) {
    List<String> strings = new ArrayList<>();
    if (fields.raw(name) instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof String text) {
          strings.add(text);
        } else {
          fields.malformed(
              name, "must hold strings only, item " + i + " is " + Fields.typeOf(list.get(i)));
        }
      }
    } else {
      fields.malformed(name, "must be an array of strings");
    }
    return strings;
  }

  private void listTarget(Exchange exchange) {
    Query query = Query.parse(exchange.request.query(), Set.of("value", "limit", "cursor"));
    TargetKind targetKind =
        new TargetKind(target(exchange), Params.kind(kinds, exchange.segment(3)).name());
    String value = query.get("value");
    String list = "target " + targetKind + " " + value;
    Page page = page(query, list);
    exchange.answer(
        service.listTarget(targetKind, value, page),
        listing -> listing(exchange, listing, list, "actor"));
  }

  private void listActor(Exchange exchange) {
    Query query = Query.parse(exchange.request.query(), Set.of("type", "limit", "cursor"));
    Actor actor = new Actor(exchange.caller().space(), Params.id("actor", exchange.segment(2)));
    String kind = Params.kind(kinds, exchange.segment(3)).name();
    String type = query.get("type");
    String problem = type == null ? null : Ids.problemOfType(type);
    if (problem != null) {
      throw new ProblemException(
          new Problem(
              422,
              ErrorCode.INVALID_ID.text(),
              problem,
              0,
              List.of(new FieldError("type", problem))));
    }
    String list = "actor " + actor + " " + kind + " " + type;
    Page page = page(query, list);
    exchange.answer(
        service.listActor(actor, kind, type, page),
        listing -> listing(exchange, listing, list, "target"));
  }

  private static Page page(Query query, String list) {
    int limit = query.integer("limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
    return Cursor.read(query.get("cursor"), list, limit);
  }

  private static String listing(Exchange exchange, Listing listing, String list, String who) {
    if (listing.stale()) {
      exchange.source("stale");
    } else {
      from(exchange, listing.source());
    }
    JsonText json = new JsonText().open().name("items").openArray();
    for (RowItem item : listing.items()) {
      boolean isActor = who.equals("actor");
      json.open()
          .field(who, isActor ? item.interaction().actor() : item.interaction().target().text())
          .field("value", item.row().value())
          .time("at", item.row().atMillis())
          .close();
    }
    json.closeArray();
    Page next = listing.next();
    json.field("next", next == null ? null : Cursor.write(next, list));
    if (who.equals("actor")) {
      counts(json, listing.counts());
    }
    return json.close().toString();
  }

  /** Says where an answer comes from when that is not the normal way. */
  private static void from(Exchange exchange, Source source) {
    if (source == Source.LEDGER) {
      exchange.source("ledger");
    }
  }

  private static void counts(JsonText json, @Nullable Counts counts) {
    json.name("counts");
    if (counts == null) {
      json.text(null);
    } else {
      Answers.counts(json, counts);
    }
  }

  private List<Kind> allKinds() {
    return List.copyOf(kinds.all());
  }

  private static Target target(Exchange exchange) {
    return Params.target(exchange.caller().space(), exchange.segment(2));
  }
}
