package dev.ovation.app.config;

import java.util.List;
import java.util.Map;

/** A value as it was written, before any setting's type has looked at it. */
public sealed interface RawValue {
  Origin origin();

  record Scalar(String text, Origin origin) implements RawValue {}

  record Items(List<RawValue> items, Origin origin) implements RawValue {}

  /** The fields are in the order in which they were written. */
  record Fields(Map<String, RawValue> fields, Origin origin) implements RawValue {}

  /** Nothing was written, or {@code null}. */
  record Empty(Origin origin) implements RawValue {}

  /** How a message calls this sort of value. */
  default String sort() {
    return switch (this) {
      case Scalar scalar -> "\"" + scalar.text() + "\"";
      case Items ignored -> "a list";
      case Fields ignored -> "a mapping";
      case Empty ignored -> "nothing";
    };
  }
}
