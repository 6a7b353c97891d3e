package dev.ovation.app.cli.csvimport;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.ovation.core.domain.Ids;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns lines into operations. Immutable. */
final class LineMapper {
  private final ImportPlan plan;
  private final String tokenPrefix;

  /** What a line is. */
  sealed interface Mapped {
    record Sent(Operation operation) implements Mapped {}

    record Filtered() implements Mapped {}

    record Wrong(String reason) implements Mapped {}
  }

  /**
   * @param fileDigest makes the tokens of counter lines unique to the file
   */
  LineMapper(ImportPlan plan, String fileDigest) {
    this.plan = plan;
    this.tokenPrefix = fileDigest.substring(0, 24) + ":";
  }

  /** Names of columns that the plan needs and the file lacks. */
  List<String> missing(List<String> header) {
    List<String> needed = new ArrayList<>(List.of(plan.actorColumn(), plan.targetColumn()));
    for (@Nullable String column :
        new @Nullable String[] {plan.valueColumn(), plan.atColumn(), plan.byColumn()}) {
      if (column != null) {
        needed.add(column);
      }
    }
    plan.filters().forEach(filter -> needed.add(filter.column()));
    needed.removeAll(header);
    return needed;
  }

  Mapped map(NamedCsvRecord line) {
    for (LineFilter filter : plan.filters()) {
      if (!filter.keeps(field(line, filter.column()))) {
        return new Mapped.Filtered();
      }
    }
    String actor = field(line, plan.actorColumn());
    String target = plan.targetType() + ":" + field(line, plan.targetColumn());
    if (Ids.problemOfId(actor) != null) {
      return new Mapped.Wrong(plan.actorColumn() + " " + Ids.problemOfId(actor));
    }
    if (Ids.problemOfTarget(target) != null) {
      return new Mapped.Wrong(plan.targetColumn() + " " + Ids.problemOfTarget(target));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("op", plan.add() ? "add" : "set");
    fields.put("target", target);
    fields.put("kind", plan.kind());
    fields.put("actor", actor);
    String wrong = optionalFields(line, fields);
    return wrong != null
        ? new Mapped.Wrong(wrong)
        : new Mapped.Sent(new Operation(line.getStartingLineNumber(), fields));
  }

  /** Adds what depends on the plan; returns what is wrong with the line, or null. */
  private @Nullable String optionalFields(NamedCsvRecord line, Map<String, Object> fields) {
    if (plan.valueColumn() != null) {
      fields.put("value", field(line, plan.valueColumn()));
    }
    if (plan.add()) {
      fields.put("token", tokenPrefix + line.getStartingLineNumber());
    }
    if (plan.byColumn() != null) {
      String by = field(line, plan.byColumn());
      if (!by.matches("\\d{1,9}")) {
        return plan.byColumn() + " must be a whole number, is \"" + by + '"';
      }
      fields.put("by", Long.valueOf(by));
    }
    if (plan.atColumn() != null) {
      String text = field(line, plan.atColumn());
      String at = Times.rfc3339(text);
      if (at == null) {
        return plan.atColumn()
            + " must be seconds or milliseconds since 1970, or like 2024-05-01T12:00:00Z, is \""
            + text
            + '"';
      }
      fields.put("at", at);
    }
    return null;
  }

  /** A field; a line that is too short has empty ones. */
  private static String field(NamedCsvRecord line, String column) {
    return line.findField(column).orElse("").strip();
  }
}
