package dev.ovation.app.config;

import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kinds by name. What is written is laid over the standard kinds: a new name adds a kind, a known
 * one changes it, and the shape {@code none} takes it away.
 */
final class KindsType implements SettingType<Kinds> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
  private static final int KINDS_MAX = 100;
  private static final int VALUES_MAX = 100;
  private static final int VALUE_CHARS_MAX = 32;

  /** The last part of {@code /v1/targets/{target}/explain} cannot be a kind as well. */
  private static final Set<String> RESERVED = Set.of("explain");

  @Override
  public @Nullable Kinds read(String name, RawValue raw, Problems problems) {
    if (!(raw instanceof RawValue.Fields fields)) {
      problems.add(raw.origin(), name + " must be " + allowed() + ", is " + raw.sort());
      return null;
    }
    Map<String, Kind> kinds = new LinkedHashMap<>();
    Kinds.standard().all().forEach(kind -> kinds.put(kind.name(), kind));
    fields
        .fields()
        .forEach((kind, settings) -> lay(kinds, name + "." + kind, kind, settings, problems));
    if (kinds.isEmpty() || kinds.size() > KINDS_MAX) {
      problems.add(raw.origin(), name + " must leave 1 to " + KINDS_MAX + " kinds");
      return null;
    }
    return new Kinds(kinds.values());
  }

  private static void lay(
      Map<String, Kind> kinds, String path, String kind, RawValue raw, Problems problems) {
    if (!NAME.matcher(kind).matches() || RESERVED.contains(kind)) {
      problems.add(
          raw.origin(),
          path + ": a kind's name is a letter and up to 31 of a-z 0-9 _ -, and not explain");
      return;
    }
    if (!(raw instanceof RawValue.Fields fields)) {
      problems.add(raw.origin(), path + " must have a shape, and values if it is a register");
      return;
    }
    FieldReader reader = new FieldReader(path, fields, problems);
    String shape = reader.required("shape");
    List<String> values = reader.texts("values");
    reader.refuseOthers();
    if (shape == null) {
      return;
    }
    if (values != null && !shape.equals("register")) {
      reader.problem("only a register has values");
    }
    switch (shape) {
      case "register" ->
          kinds.put(
              kind,
              new Kind.Register(kind, values(reader, values == null ? List.of(kind) : values)));
      case "counter" -> kinds.put(kind, new Kind.Counter(kind));
      case "none" -> kinds.remove(kind);
      default -> reader.problem("shape must be register, counter or none, is " + shape);
    }
  }

  private static List<String> values(FieldReader reader, List<String> values) {
    if (values.isEmpty() || values.size() > VALUES_MAX) {
      reader.problem("values must be 1 to " + VALUES_MAX);
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (String value : values) {
      if (value.length() > VALUE_CHARS_MAX || Ids.problemOfId(value) != null) {
        reader.problem(
            "a value is 1 to " + VALUE_CHARS_MAX + " of A-Z a-z 0-9 . _ ~ -, not \"" + value + '"');
      } else if (!distinct.add(value)) {
        reader.problem("value " + value + " is there twice");
      }
    }
    return new ArrayList<>(distinct);
  }

  @Override
  public String allowed() {
    return "kinds by name, each with a shape (register, counter, none) and a register's values";
  }

  @Override
  public Object plain(Kinds kinds, boolean hideSecrets) {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Kind kind : kinds.all()) {
      byName.put(
          kind.name(),
          switch (kind) {
            case Kind.Register register -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("shape", "register");
              fields.put("values", register.values());
              yield fields;
            }
            case Kind.Counter ignored -> Map.of("shape", "counter");
          });
    }
    return byName;
  }

  @Override
  public boolean isScalar() {
    return false;
  }
}
