package dev.ovation.app.http;

import dev.ovation.core.consistency.PassFigures;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.Suspicion;
import dev.ovation.core.consistency.SweepReport;
import dev.ovation.core.port.SweepLedger.CaseCount;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What sweeps found and what became of it, as JSON. */
final class CaseJson {
  private CaseJson() {}

  static void cases(JsonText json, List<RepairCase> cases) {
    json.openArray();
    cases.forEach(one -> of(json, one));
    json.closeArray();
  }

  static void of(JsonText json, RepairCase one) {
    json.open()
        .field("id", one.id())
        .field("space", one.targetKind().target().space())
        .field("target", one.targetKind().target().text())
        .field("kind", one.targetKind().kind())
        .field("cause", one.cause())
        .field("evidence", one.evidence())
        .field("by", one.by())
        .time("foundAt", one.foundMillis())
        .field("state", one.state().text());
    if (one.closedMillis() != 0) {
      json.time("closedAt", one.closedMillis()).field("outcome", one.outcome());
    }
    json.close();
  }

  /** The fields of a report that speak of sweeps and cases. */
  static void report(JsonText json, SweepReport report) {
    json.name("sweeps").open();
    pass(json.name("recent"), report.status().recent());
    pass(json.name("full"), report.status().full());
    json.close().name("cases").open();
    json.field("braked", report.standing().braked())
        .field("due", report.standing().due())
        .field("held", report.standing().held())
        .field("mended", report.cases(CaseState.MENDED))
        .field("sound", report.cases(CaseState.SOUND))
        .field("beyondRepair", report.cases(CaseState.BEYOND_REPAIR))
        .field("meanMillisToMend", report.meanMillisToMend());
    if (report.oldestOpenMillis() != 0) {
      json.time("oldestOpen", report.oldestOpenMillis());
    }
    json.name("byCause").openArray();
    for (CaseCount count : report.counts()) {
      json.open()
          .field("cause", count.cause())
          .field("state", count.state().text())
          .field("cases", count.cases())
          .close();
    }
    json.closeArray().name("newest");
    cases(json, report.newest());
    json.close();
  }

  private static void pass(JsonText json, @Nullable PassFigures figures) {
    if (figures == null) {
      json.text(null);
      return;
    }
    long started = figures.get(What.STARTED);
    long ended = figures.get(What.ENDED);
    json.open()
        .time("startedAt", started)
        .time("endedAt", ended)
        .field("millis", ended - started)
        .field("busyMillis", figures.get(What.BUSY_MICROS) / 1_000)
        .field("rows", figures.get(What.ROWS))
        .field("events", figures.get(What.EVENTS))
        .field("recounted", figures.get(What.RECOUNTED))
        .field("slots", figures.get(What.SLOTS))
        .field("views", figures.get(What.VIEWS))
        .field("notComparable", figures.get(What.NOT_COMPARABLE))
        .field("tooLarge", figures.get(What.TOO_LARGE))
        .field("unread", figures.get(What.UNREAD))
        .field("found", figures.get(What.FOUND))
        .field("opened", figures.get(What.OPENED))
        .close();
  }

  static String checked(ConsistencyDesk.Checked checked) {
    JsonText json =
        new JsonText()
            .open()
            .field("target", checked.target().text())
            .field("kinds", checked.targetKinds())
            .field("notComparable", checked.notComparable())
            .field("consistent", checked.found().isEmpty());
    json.name("findings").openArray();
    for (Suspicion suspicion : checked.found()) {
      json.open()
          .field("kind", suspicion.targetKind().kind())
          .field("cause", suspicion.cause())
          .field("evidence", suspicion.evidence())
          .close();
    }
    json.closeArray().name("cases");
    cases(json, checked.cases());
    return json.close().toString();
  }
}
