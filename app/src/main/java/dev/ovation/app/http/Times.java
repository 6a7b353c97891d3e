package dev.ovation.app.http;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times on the wire: RFC 3339 in UTC with milliseconds. Pure. */
final class Times {
  /** The year 10000: later ones have no RFC 3339 form. */
  private static final long MILLIS_MAX = 253_402_300_800_000L;

  private Times() {}

  static void append(StringBuilder out, long unixMillis) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(unixMillis, 1000L),
            Math.floorMod(unixMillis, 1000) * 1_000_000,
            ZoneOffset.UTC);
    digits(out, time.getYear(), 4);
    digits(out.append('-'), time.getMonthValue(), 2);
    digits(out.append('-'), time.getDayOfMonth(), 2);
    digits(out.append('T'), time.getHour(), 2);
    digits(out.append(':'), time.getMinute(), 2);
    digits(out.append(':'), time.getSecond(), 2);
    digits(out.append('.'), time.getNano() / 1_000_000, 3);
    out.append('Z');
  }

  private static void digits(StringBuilder out, int value, int width) {
    for (int scale = width == 4 ? 1000 : width == 3 ? 100 : 10; scale > 0; scale /= 10) {
      out.append((char) ('0' + value / scale % 10));
    }
  }

  /** Milliseconds of the Unix epoch, or null when the text is no time from 1970 to 9999. */
  static @Nullable Long parse(String text) {
    try {
      long millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
      return millis >= 0 && millis < MILLIS_MAX ? millis : null;
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
