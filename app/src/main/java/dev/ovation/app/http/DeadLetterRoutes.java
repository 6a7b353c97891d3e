package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.http.DeadLetterDesk.Filter;
import dev.ovation.app.http.DeadLetterDesk.Page;
import dev.ovation.app.http.DeadLetterDesk.State;
import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterId;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.Ledger.DeadLetter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The calls that show events which could not be applied, and say what shall become of them. */
final class DeadLetterRoutes {
  private static final int LIMIT_MAX = 200;
  private static final int LIMIT = 50;
  private static final int REASON_CHARS_MAX = 500;

  private final DeadLetterDesk desk;
  private final Executor blocking;

  DeadLetterRoutes(DeadLetterDesk desk, Executor blocking) {
    this.desk = desk;
    this.blocking = blocking;
  }

  List<Route> routes() {
    String one = "/admin/v1/dead-letters/{letter}";
    return List.of(
        Route.of("GET", "/admin/v1/dead-letters", Scope.ADMIN, this::list),
        Route.of("GET", one, Scope.ADMIN, this::show),
        Route.of("POST", one + "/retry", Scope.ADMIN, exchange -> decide(exchange, Verdict.RETRY)),
        Route.of("POST", one + "/drop", Scope.ADMIN, exchange -> decide(exchange, Verdict.DROP)));
  }

  private void list(Exchange exchange) {
    Query query =
        Query.parse(
            exchange.request.query(),
            Set.of("state", "space", "cause", "parkedBefore", "limit", "cursor"));
    Filter filter =
        new Filter(
            state(query.get("state")),
            query.get("space"),
            query.get("cause"),
            time(query.get("parkedBefore")));
    int limit = query.integer("limit", LIMIT, 1, LIMIT_MAX);
    String cursor = query.get("cursor");
    LetterId after = cursor == null ? null : LetterId.parse(cursor);
    if (cursor != null && after == null) {
      throw invalid("cursor", "must be next as it was given");
    }
    exchange.later(
        blocking, () -> desk.list(filter, after, limit), page -> exchange.ok(json(page)));
  }

  private static State state(@Nullable String text) {
    if (text == null) {
      return State.PARKED;
    }
    for (State state : State.values()) {
      if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
        return state;
      }
    }
    throw invalid("state", "must be parked, settled or all");
  }

  private static @Nullable Long time(@Nullable String text) {
    Long millis = text == null ? null : Times.parse(text);
    if (text != null && millis == null) {
      throw invalid("parkedBefore", "must be an RFC 3339 time, for example 2026-01-31T12:00:00Z");
    }
    return millis;
  }

  private static ProblemException invalid(String name, String detail) {
    return new ProblemException(Problem.invalid(422, List.of(new FieldError(name, detail))));
  }

  private void show(Exchange exchange) {
    LetterId id = id(exchange);
    exchange.<@Nullable Letter>later(
        blocking, () -> desk.show(id), letter -> exchange.ok(json(known(id, letter), true)));
  }

  /** Says 202 where the owner has not carried the decision out yet: it will. */
  private void decide(Exchange exchange, Verdict verdict) {
    LetterId id = id(exchange);
    Fields fields = Fields.ofBody(exchange.body, Set.of("reason"));
    String reason = verdict == Verdict.DROP ? fields.required("reason") : fields.text("reason");
    fields.invalidIf(
        "reason",
        reason == null || reason.length() <= REASON_CHARS_MAX
            ? null
            : "must be " + REASON_CHARS_MAX + " characters at the most");
    if (verdict == Verdict.DROP && fields.has("reason")) {
      fields.invalidIf("reason", reason == null || reason.isBlank() ? "must say why" : null);
    }
    fields.check();
    Decision decision =
        new Decision(
            verdict,
            exchange.caller().id(),
            reason == null ? "to try it again" : reason,
            System.currentTimeMillis());
    exchange.<@Nullable Letter>later(
        blocking,
        () -> desk.decide(id, decision),
        letter -> decided(exchange, id, verdict, letter));
  }

  private static void decided(
      Exchange exchange, LetterId id, Verdict verdict, @Nullable Letter found) {
    Letter letter = known(id, found);
    Decision last = letter.decision();
    if (letter.isSettled() && last != null && last.verdict() != verdict) {
      throw invalid("letter", id.text() + " is " + state(letter) + " already");
    }
    exchange.json(!letter.isSettled() && last != null ? 202 : 200, json(letter, true));
  }

  private static LetterId id(Exchange exchange) {
    LetterId id = LetterId.parse(exchange.segment(3));
    if (id == null) {
      throw unknown(exchange.segment(3));
    }
    return id;
  }

  private static Letter known(LetterId id, @Nullable Letter letter) {
    if (letter == null) {
      throw unknown(id.text());
    }
    return letter;
  }

  private static ProblemException unknown(String text) {
    String shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
    return new ProblemException(
        Problem.of(404, "not-found", "there is no dead letter '" + shown + "'"));
  }

  // ---- JSON ----------------------------------------------------------------------------------

  private static String json(Page page) {
    JsonText json = new JsonText().open().name("deadLetters").openArray();
    for (Letter letter : page.letters()) {
      json.raw(json(letter, false));
    }
    LetterId next = page.next();
    return json.closeArray().field("next", next == null ? null : next.text()).close().toString();
  }

  private static String state(Letter letter) {
    Decision decision = letter.decision();
    if (decision == null) {
      return "parked";
    }
    if (!letter.isSettled()) {
      return "deciding";
    }
    return decision.verdict() == Verdict.DROP ? "dropped" : "retried";
  }

  private static String json(Letter letter, boolean withBytes) {
    DeadLetter parked = letter.parked();
    JsonText json =
        new JsonText()
            .open()
            .field("id", LetterId.of(parked).text())
            .field("partition", parked.partition())
            .field("offset", parked.offset())
            .field("state", state(letter))
            .time("parkedAt", parked.parkedAtMillis())
            .field("reason", parked.reason())
            .field("attempts", letter.attempts());
    event(json.name("event"), parked.event());
    Decision decision = letter.decision();
    if (decision == null) {
      json.name("decision").text(null);
    } else {
      json.name("decision")
          .open()
          .field("verdict", decision.verdict().name().toLowerCase(Locale.ROOT))
          .field("by", decision.by())
          .field("reason", decision.reason())
          .time("at", decision.atMillis())
          .close();
    }
    if (letter.isSettled()) {
      json.field("settledN", letter.settledN());
    }
    if (withBytes) {
      json.field("bytes", Base64.getEncoder().encodeToString(parked.bytes()));
    }
    return json.close().toString();
  }

  private static void event(JsonText json, @Nullable Event event) {
    if (event == null) {
      json.text(null);
      return;
    }
    json.open()
        .field("space", event.target().space())
        .field("target", event.target().text())
        .field("kind", event.targetKind().kind());
    switch (event) {
      case RegisterEvent e ->
          json.field("actor", e.interaction().actor()).field("value", e.value());
      case CounterEvent e ->
          json.field("actor", e.interaction().actor())
              .field("by", e.by())
              .field("token", e.token());
      case CounterCheckpoint e -> json.field("total", e.total());
      case LedgerCheckpoint e -> json.field("total", e.total()).field("h", e.h());
    }
    json.field("version", Long.toString(event.version())).time("at", event.atMillis()).close();
  }
}
