package dev.ovation.app.cli;

import dev.ovation.app.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Puts answers of the API into words and tables for people. */
final class Shown {
  private Shown() {}

  /** One line for an interaction, as reads and writes answer it. */
  static String interaction(JsonObject it) {
    StringBuilder line =
        new StringBuilder()
            .append(it.textOr("actor", "?"))
            .append(' ')
            .append(it.textOr("kind", "?"))
            .append(' ')
            .append(it.textOr("target", "?"))
            .append(": ")
            .append(it.textOr("value", "none"));
    if (it.fields().containsKey("changed")) {
      line.append(changed(it));
    }
    if (it.text("at") != null) {
      line.append(", at ").append(it.text("at"));
    }
    line.append('\n');
    if (!it.object("counts").fields().isEmpty()) {
      line.append("counts: ").append(pairs(it.object("counts"))).append('\n');
    }
    return line.toString();
  }

  private static String changed(JsonObject it) {
    if (it.isTrue("changed")) {
      return " (changed)";
    }
    return it.isFalse("changed") ? " (unchanged)" : " (whether it changed is not known now)";
  }

  static String summary(JsonObject summary) {
    Table table = new Table("KIND", "COUNTS", "MINE");
    JsonObject counts = summary.object("counts");
    JsonObject mine = summary.object("mine");
    for (String kind : counts.fields().keySet()) {
      table.row(kind, pairs(counts.object(kind)), mine.textOr(kind, ""));
    }
    return summary.textOr("target", "?") + "\n" + table;
  }

  /**
   * @param column what each item names: {@code actor} or {@code target}
   */
  static String list(JsonObject page, List<JsonObject> items, String column) {
    Table table = new Table(column.toUpperCase(Locale.ROOT), "VALUE", "AT");
    for (JsonObject item : items) {
      table.row(item.textOr(column, "?"), item.textOr("value", ""), item.textOr("at", ""));
    }
    String next = page.text("next");
    String counts = pairs(page.object("counts"));
    return table
        + (counts.isEmpty() ? "" : "counts: " + counts + "\n")
        + (next == null ? "" : "more with: --cursor " + next + "\n");
  }

  /** Stored counts beside counted rows and what is shown now, then what is on its way. */
  static String explanation(JsonObject explanation) {
    Table table = new Table("KIND", "VALUE", "SHOWN", "STORED", "ROWS", "PENDING");
    JsonObject kinds = explanation.object("kinds");
    for (String name : kinds.fields().keySet()) {
      JsonObject kind = kinds.object(name);
      JsonObject shown = kind.object("counts");
      JsonObject stored = kind.object("values");
      TreeSet<String> values = new TreeSet<>(shown.fields().keySet());
      values.addAll(stored.fields().keySet());
      String pending = String.valueOf(kind.objects("pending").size());
      for (String value : values) {
        table.row(
            name,
            value,
            shown.textOr(value, "0"),
            stored.object(value).textOr("stored", "0"),
            stored.object(value).textOr("rows", "0"),
            pending);
      }
    }
    JsonObject counters = explanation.object("counterPosition");
    return explanation.textOr("target", "?")
        + ", "
        + position(explanation.object("position"))
        + (counters.fields().isEmpty() ? "" : "counters: " + position(counters))
        + table
        + repairs(explanation.objects("repairs"))
        + CheckCommand.cases(explanation.objects("cases"));
  }

  private static String repairs(List<JsonObject> repairs) {
    StringBuilder out = new StringBuilder();
    for (JsonObject repair : repairs) {
      out.append(
          "%n%s %s by %s: %s%n  before %s%n  after  %s%n"
              .formatted(
                  repair.textOr("at", "?"),
                  repair.textOr("what", "?"),
                  repair.textOr("by", "?"),
                  repair.textOr("cause", "?"),
                  repair.textOr("before", ""),
                  repair.textOr("after", "")));
    }
    return out.toString();
  }

  /** Where an interaction stands in each view. */
  static String trace(JsonObject trace) {
    JsonObject hot = trace.object("hot");
    JsonObject ledger = trace.object("ledger");
    JsonObject event = trace.object("event");
    Table table = new Table("VIEW", "VALUE", "VERSION", "AT", "COMMIT", "OFFSET");
    place(table, hot.isTrue("cold") ? "hot store (cold)" : "hot store: row", hot.object("row"));
    place(table, "hot store: pending", hot.object("pending"));
    place(table, "actor's view", trace.object("actorView"));
    place(table, "ledger", ledger.object("row"));
    place(table, "log", event);
    return "%s %s %s, partition %s: the ledger stands at offset %s%n%s"
            .formatted(
                trace.textOr("target", "?"),
                trace.textOr("kind", "?"),
                trace.textOr("actor", "?"),
                trace.textOr("partition", "?"),
                ledger.textOr("offset", "?"),
                table)
        + (event.fields().isEmpty()
            ? "no event of it is in the log after offset "
                + trace.textOr("logReadAfter", "?")
                + "\n"
            : event.isTrue("parked") ? "the event is, or was, in the dead letters\n" : "");
  }

  private static void place(Table table, String view, JsonObject row) {
    table.row(
        view,
        row.fields().isEmpty() ? "-" : row.textOr("value", "none"),
        row.textOr("version", "-"),
        row.textOr("at", "-"),
        row.textOr("commit", "-"),
        row.textOr("offset", "-"));
  }

  private static String position(JsonObject position) {
    return "partition "
        + position.textOr("partition", "?")
        + ": the ledger stands at offset "
        + position.textOr("offset", "?")
        + " of "
        + position.textOr("logEnd", "?")
        + "\n";
  }

  static String pairs(JsonObject object) {
    StringJoiner pairs = new StringJoiner(", ");
    object.fields().forEach((name, value) -> pairs.add(name + " " + value));
    return pairs.toString();
  }
}
