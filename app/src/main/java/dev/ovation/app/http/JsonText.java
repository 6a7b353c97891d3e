package dev.ovation.app.http;

import dev.ovation.core.domain.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON into a string, comma by comma. Small and without reflection, because every answer is
 * made by it. Not thread-safe.
 */
final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder(256);
  private boolean needsComma;

  JsonText open() {
    separate();
    out.append('{');
    needsComma = false;
    return this;
  }

  JsonText close() {
    out.append('}');
    needsComma = true;
    return this;
  }

  JsonText openArray() {
    separate();
    out.append('[');
    needsComma = false;
    return this;
  }

  JsonText closeArray() {
    out.append(']');
    needsComma = true;
    return this;
  }

  JsonText name(String name) {
    separate();
    quote(name);
    out.append(':');
    needsComma = false;
    return this;
  }

  JsonText text(@Nullable String value) {
    separate();
    if (value == null) {
      out.append("null");
    } else {
      quote(value);
    }
    needsComma = true;
    return this;
  }

  JsonText number(long value) {
    separate();
    out.append(value);
    needsComma = true;
    return this;
  }

  JsonText number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return text(null);
    }
    separate();
    out.append(value);
    needsComma = true;
    return this;
  }

  JsonText bool(boolean value) {
    separate();
    out.append(value);
    needsComma = true;
    return this;
  }

  /** Puts in a document that is JSON already. */
  JsonText raw(String json) {
    separate();
    out.append(json);
    needsComma = true;
    return this;
  }

  JsonText field(String name, @Nullable String value) {
    return name(name).text(value);
  }

  JsonText field(String name, long value) {
    return name(name).number(value);
  }

  JsonText field(String name, boolean value) {
    return name(name).bool(value);
  }

  /** True or false, and null where nobody can tell. */
  JsonText effect(String name, Effect effect) {
    name(name);
    return effect == Effect.UNKNOWN ? text(null) : bool(effect == Effect.CHANGED);
  }

  /** A time in RFC 3339, UTC, with milliseconds. */
  JsonText time(String name, long unixMillis) {
    name(name);
    out.append('"');
    Times.append(out, unixMillis);
    out.append('"');
    needsComma = true;
    return this;
  }

  private void separate() {
    if (needsComma) {
      out.append(',');
    }
  }

  private void quote(String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
      } else if (Character.isSurrogate(c) && !isPaired(value, i)) {
        // Half of a pair cannot be encoded; an escape can.
        out.append("\\u").append(Integer.toHexString(c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean isPaired(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
