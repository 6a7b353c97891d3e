package dev.ovation.app.http;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Row;
import dev.ovation.core.engine.InteractionService.ExplainedPosition;
import dev.ovation.core.engine.InteractionService.Explanation;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.engine.InteractionService.Summary;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.Ledger.ExplainedCount;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the core answers, as JSON of the contract. Thread-safe. */
final class Answers {
  private final Kinds kinds;

  Answers(Kinds kinds) {
    this.kinds = kinds;
  }

  void written(JsonText json, Outcome.Written written) {
    identity(json, written.interaction())
        .field("value", written.value())
        .effect("changed", written.effect())
        .field("version", Long.toString(written.version()))
        .time("at", written.atMillis());
    interactionCounts(json, written.interaction().kind(), written.counts());
  }

  String reading(Reading reading) {
    Row row = reading.row();
    JsonText json = identity(new JsonText().open(), reading.interaction());
    json.field("value", row.value());
    if (row.exists()) {
      json.field("version", Long.toString(row.version())).time("at", row.atMillis());
    } else {
      json.field("version", null).field("at", null);
    }
    interactionCounts(json, reading.interaction().kind(), reading.counts());
    return json.close().toString();
  }

  void added(JsonText json, Outcome.Added added) {
    json.field("target", added.interaction().target().text())
        .field("kind", added.interaction().kind());
    json.name("count");
    if (added.count() == null) {
      json.text(null);
    } else {
      json.number(added.count());
    }
    json.effect("counted", added.effect());
  }

  private static JsonText identity(JsonText json, Interaction interaction) {
    return json.field("target", interaction.target().text())
        .field("kind", interaction.kind())
        .field("actor", interaction.actor());
  }

  /** Counts above zero; the only value of a kind that has one is told even at zero. */
  private void interactionCounts(JsonText json, String kindName, @Nullable Counts counts) {
    json.name("counts");
    if (counts == null) {
      json.text(null);
      return;
    }
    Kind kind = kinds.find(kindName);
    if (kind != null && kind.values().size() == 1 && counts.byValue().isEmpty()) {
      json.open().field(kind.values().getFirst(), 0).close();
    } else {
      counts(json, counts);
    }
  }

  static void counts(JsonText json, Counts counts) {
    json.open();
    counts.byValue().forEach(json::field);
    json.close();
  }

  void summary(JsonText json, Summary summary) {
    json.open().field("target", summary.target().text());
    switch (summary) {
      case Summary.Known known -> {
        json.name("counts").open();
        known.counts().forEach((kind, counts) -> counts(json.name(kind), counts));
        json.close();
        if (known.mine() != null) {
          json.name("mine").open();
          known.mine().forEach(json::field);
          json.close();
        }
      }
      case Summary.Unknown unknown -> refusal(json, Problem.of(unknown.failure()));
    }
    json.close();
  }

  /** The fields of an operation or item that was refused while others were not. */
  static void refusal(JsonText json, Problem problem) {
    json.field("status", problem.status())
        .field("code", problem.code())
        .field("detail", problem.detail())
        .field("retryable", problem.retryable());
  }

  String explanation(Explanation e, List<RepairCase> cases) {
    JsonText json = new JsonText().open().field("target", e.target().text());
    position(json, "position", e.at().getFirst());
    if (e.at().size() > 1) {
      position(json, "counterPosition", e.at().getLast());
    }
    json.name("kinds").open();
    for (Kind kind : kinds.all()) {
      Counts shown = e.shown().get(kind.name());
      List<HotEntry> pending = e.pending().getOrDefault(kind.name(), List.of());
      List<ExplainedCount> counts =
          e.counts().stream().filter(c -> c.targetKind().kind().equals(kind.name())).toList();
      if (!counts.isEmpty()
          || !pending.isEmpty()
          || (shown != null && !shown.byValue().isEmpty())) {
        json.name(kind.name());
        explainedKind(json, shown, counts, pending);
      }
    }
    json.close().name("repairs").openArray();
    e.repairs().forEach(repair -> repair(json, repair));
    json.closeArray().name("cases");
    CaseJson.cases(json, cases);
    return json.close().toString();
  }

  private static void position(JsonText json, String name, ExplainedPosition at) {
    json.name(name)
        .open()
        .field("partition", at.partition())
        .field("commit", at.n())
        .field("offset", at.h())
        .field("logEnd", at.logEnd())
        .close();
  }

  private static void explainedKind(
      JsonText json, @Nullable Counts shown, List<ExplainedCount> counts, List<HotEntry> pending) {
    json.open().name("counts");
    if (shown == null) {
      json.text(null);
    } else {
      counts(json, shown);
    }
    json.name("values").open();
    for (ExplainedCount count : counts) {
      json.name(count.value())
          .open()
          .field("stored", count.stored())
          .field("rows", count.counted())
          .field("commit", count.n())
          .close();
    }
    json.close().name("pending").openArray();
    pending.forEach(entry -> pending(json, entry));
    json.closeArray().close();
  }

  private static void pending(JsonText json, HotEntry entry) {
    Pending pending = entry.state().pending();
    if (pending == null) {
      return;
    }
    Event event = pending.event();
    json.open();
    switch (event) {
      case RegisterEvent r -> {
        Row row = entry.state().row();
        json.field("actor", r.interaction().actor()).field("value", r.value());
        json.field("before", row == null ? null : row.value());
      }
      case CounterEvent c ->
          json.field("actor", c.interaction().actor())
              .field("by", c.by())
              .field("token", c.token());
      case Checkpoint c -> json.field("total", c.total());
    }
    json.field("offset", pending.offset())
        .field("version", Long.toString(event.version()))
        .time("at", event.atMillis());
    json.field("parked", pending.parked()).close();
  }

  private static void repair(JsonText json, Repair repair) {
    json.open()
        .time("at", repair.atMillis())
        .field("what", repair.what())
        .field("before", repair.before())
        .field("after", repair.after())
        .field("cause", repair.cause())
        .field("by", repair.by())
        .close();
  }
}
