package dev.ovation.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one mapping, and refuses the ones that nobody asked for. Not thread-safe. */
final class FieldReader {
  private final String name;
  private final RawValue.Fields fields;
  private final Problems problems;
  private final Set<String> known = new TreeSet<>();

  FieldReader(String name, RawValue.Fields fields, Problems problems) {
    this.name = name;
    this.fields = fields;
    this.problems = problems;
  }

  /** A field's text; null when it is absent or, with a problem, when it is no text. */
  @Nullable String text(String field) {
    RawValue raw = raw(field);
    if (raw == null) {
      return null;
    }
    if (raw instanceof RawValue.Scalar scalar) {
      return scalar.text();
    }
    problems.add(raw.origin(), name + "." + field + " must be text, is " + raw.sort());
    return null;
  }

  /** Like {@link #text}, but absence is a problem. */
  @Nullable String required(String field) {
    if (raw(field) == null) {
      problem(field + " is missing");
    }
    return text(field);
  }

  /** A field that is a list of texts; a single text stands for a list of one. */
  @Nullable List<String> texts(String field) {
    RawValue raw = raw(field);
    if (raw == null) {
      return null;
    }
    if (raw instanceof RawValue.Scalar scalar) {
      return List.of(scalar.text());
    }
    if (!(raw instanceof RawValue.Items items)) {
      problems.add(raw.origin(), name + "." + field + " must be a list, is " + raw.sort());
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (RawValue item : items.items()) {
      if (item instanceof RawValue.Scalar scalar) {
        texts.add(scalar.text());
      } else {
        problems.add(item.origin(), name + "." + field + " must hold text, has " + item.sort());
      }
    }
    return texts;
  }

  void problem(String what) {
    problems.add(fields.origin(), name + ": " + what);
  }

  /** To be called last: refuses the fields that were not read. */
  void refuseOthers() {
    fields
        .fields()
        .forEach(
            (field, raw) -> {
              if (!known.contains(field)) {
                problems.add(
                    raw.origin(),
                    name + ": unknown field " + field + Suggestion.forName(field, known));
              }
            });
  }

  private @Nullable RawValue raw(String field) {
    known.add(field);
    return fields.fields().get(field);
  }
}
