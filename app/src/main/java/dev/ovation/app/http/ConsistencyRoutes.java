package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.core.consistency.ConsistencyReport;
import dev.ovation.core.consistency.Lag;
import dev.ovation.core.consistency.Nines;
import dev.ovation.core.consistency.SweepReport;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Target;
import dev.ovation.core.port.ConsistencyLedger.CauseCount;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.Tally;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The calls that tell how consistent the views are. */
final class ConsistencyRoutes {
  private static final int HOURS = 24;
  private static final int HOURS_MAX = 24 * 366;

  private final ConsistencyDesk desk;
  private final Executor blocking;

  ConsistencyRoutes(ConsistencyDesk desk, Executor blocking) {
    this.desk = desk;
    this.blocking = blocking;
  }

  /** Findings name targets and actors of every space, so it takes the scope of operators. */
  List<Route> routes() {
    return List.of(
        Route.of("GET", "/consistency/report", Scope.ADMIN, this::report),
        Route.of("POST", "/consistency/check", Scope.ADMIN, this::check));
  }

  private void report(Exchange exchange) {
    int hours =
        Query.parse(exchange.request.query(), Set.of("hours"))
            .integer("hours", HOURS, 1, HOURS_MAX);
    exchange.later(
        blocking, () -> json(hours, desk.report(hours), desk.sweeps(hours)), exchange::ok);
  }

  /** One target now, everything in its own time, or cases that are held let go. */
  private void check(Exchange exchange) {
    Fields fields = Fields.ofBody(exchange.body, Set.of("target", "repair", "release", "case"));
    boolean repair = fields.flag("repair");
    boolean release = fields.flag("release");
    String text = fields.has("target") ? fields.target("target") : null;
    if (release && (text != null || repair)) {
      fields.invalid("release", "lets cases go that are held, and does nothing else");
    }
    long id = fields.integer("case", 0, 1, Long.MAX_VALUE);
    if (id != 0 && !release) {
      fields.invalid("case", "goes with release");
    }
    fields.check();
    String by = exchange.caller().id();
    if (release && id != 0) {
      exchange.<@Nullable RepairCase>later(
          blocking, () -> desk.release(id, by), released -> released(exchange, id, released));
    } else if (release) {
      exchange.later(blocking, () -> desk.release(by), released -> released(exchange, released));
    } else if (text == null) {
      exchange.later(
          blocking,
          () -> desk.sweep(repair, by),
          begun -> OperationDeskRoutes.begun(exchange, begun));
    } else {
      Target target = Ids.target(exchange.caller().space(), text);
      exchange.later(
          blocking,
          () -> desk.check(target, repair),
          checked -> exchange.ok(CaseJson.checked(checked)));
    }
  }

  private static void released(Exchange exchange, int cases) {
    exchange.ok(new JsonText().open().field("released", cases).close().toString());
  }

  /** Asked twice, it tells what became of the case. */
  private static void released(Exchange exchange, long id, @Nullable RepairCase one) {
    if (one == null) {
      throw new ProblemException(Problem.of(404, "not-found", "there is no case " + id));
    }
    JsonText json = new JsonText().open().name("case");
    CaseJson.of(json, one);
    exchange.ok(json.close().toString());
  }

  private static String json(int hours, ConsistencyReport report, SweepReport sweeps) {
    JsonText json =
        new JsonText()
            .open()
            .field("hours", hours)
            .time("since", report.sinceMillis())
            .time("until", report.untilMillis());
    json.name("rates").openArray();
    report.tallies().forEach(tally -> rate(json, tally));
    json.closeArray();
    lag(json, report.lag());
    json.name("coverage").open();
    report.coverage().forEach((what, events) -> json.field(what.text(), events));
    json.close().name("findings").open().field("total", report.findingsTotal());
    if (report.oldestMillis() != 0) {
      json.time("oldest", report.oldestMillis());
    }
    json.name("byCause").openArray();
    for (CauseCount count : report.byCause()) {
      json.open()
          .field("view", count.view().text())
          .field("cause", count.cause().text())
          .field("findings", count.findings())
          .close();
    }
    json.closeArray().name("newest").openArray();
    report.findings().forEach(finding -> finding(json, finding));
    json.closeArray().close();
    CaseJson.report(json, sweeps);
    return json.close().toString();
  }

  private static void rate(JsonText json, Tally tally) {
    Nines nines = ConsistencyReport.nines(tally);
    json.open()
        .field("space", tally.space())
        .field("view", tally.view().text())
        .field("windowSeconds", tally.windowMillis() / 1_000)
        .field("checked", tally.checked())
        .field("behind", tally.behind())
        .field("wrong", tally.wrong())
        .name("rate")
        .number(nines.rate())
        .name("nines")
        .number(Math.floor(nines.value() * 10) / 10)
        .field("ninesAreBound", nines.isBound())
        .field("text", nines.text())
        .close();
  }

  private static void lag(JsonText json, Lag lag) {
    json.name("lag")
        .open()
        .field("events", lag.count())
        .field("p50Millis", lag.millis(50))
        .field("p90Millis", lag.millis(90))
        .field("p99Millis", lag.millis(99))
        .field("maxMillis", lag.millis(100))
        .close();
  }

  private static void finding(JsonText json, Finding finding) {
    json.open()
        .time("at", finding.atMillis())
        .field("view", finding.view().text())
        .field("cause", finding.cause().text())
        .field("space", finding.targetKind().target().space())
        .field("target", finding.targetKind().target().text())
        .field("kind", finding.targetKind().kind())
        .field("key", finding.key())
        .field("windowSeconds", finding.windowMillis() / 1_000)
        .field("partition", finding.partition())
        .field("offset", finding.offset())
        .field("viewPassed", finding.h())
        .field("expectedVersion", Long.toString(finding.expectedVersion()))
        .field("expectedValue", finding.expectedValue())
        .field("foundVersion", Long.toString(finding.foundVersion()))
        .field("foundValue", finding.foundValue())
        .close();
  }
}
