package dev.ovation.app.cli.csvimport;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times as files hold them: seconds or milliseconds of the Unix epoch, or RFC 3339. */
final class Times {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * As seconds this is the year 5138, as milliseconds 1973: a number says by its size what it is.
   */
  private static final long SECONDS_BELOW = 100_000_000_000L;

  private Times() {}

  /** The time in the API's form, or null when the text is no time. */
  static @Nullable String rfc3339(String text) {
    try {
      Instant instant;
      if (text.matches("\\d{1,15}")) {
        long number = Long.parseLong(text);
        instant =
            number < SECONDS_BELOW ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
      } else {
        instant = OffsetDateTime.parse(text).toInstant();
      }
      return MILLIS.format(instant.truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
