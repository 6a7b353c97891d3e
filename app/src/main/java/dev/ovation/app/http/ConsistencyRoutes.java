package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.core.consistency.ConsistencyReport;
import dev.ovation.core.consistency.Lag;
import dev.ovation.core.consistency.Nines;
import dev.ovation.core.port.ConsistencyLedger.CauseCount;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.Tally;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/** The calls that tell how consistent the views are. */
final class ConsistencyRoutes {
  private static final int HOURS = 24;
  private static final int HOURS_MAX = 24 * 366;

  private final IntFunction<ConsistencyReport> reports;
  private final Executor blocking;

  /**
   * @param reports makes the report of so many hours; may block
   */
  ConsistencyRoutes(IntFunction<ConsistencyReport> reports, Executor blocking) {
    this.reports = reports;
    this.blocking = blocking;
  }

  /** Findings name targets and actors of every space, so it takes the scope of operators. */
  List<Route> routes() {
    return List.of(Route.of("GET", "/consistency/report", Scope.ADMIN, this::report));
  }

  private void report(Exchange exchange) {
    int hours =
        Query.parse(exchange.request.query(), Set.of("hours"))
            .integer("hours", HOURS, 1, HOURS_MAX);
    exchange.later(
        blocking, () -> reports.apply(hours), report -> exchange.ok(json(hours, report)));
  }

  private static String json(int hours, ConsistencyReport report) {
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
    return json.closeArray().close().close().toString();
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
