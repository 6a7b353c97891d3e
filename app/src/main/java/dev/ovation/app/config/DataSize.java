package dev.ovation.app.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount of memory or disk. Written {@code 512}, {@code 64KiB}, {@code 256MiB}, {@code 2GiB}:
 * powers of two only, because that is what memory and pages come in.
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15}) ?(B|KiB|MiB|GiB|TiB)?");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  public static DataSize ofKibibytes(long kibibytes) {
    return new DataSize(kibibytes << 10);
  }

  public static DataSize ofMebibytes(long mebibytes) {
    return new DataSize(mebibytes << 20);
  }

  public static DataSize ofGibibytes(long gibibytes) {
    return new DataSize(gibibytes << 30);
  }

  /** Reads the text form, or returns null when it is not one. */
  public static @Nullable DataSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    int shift = 0;
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(unit)) {
        shift = 10 * i;
      }
    }
    return amount <= Long.MAX_VALUE >> shift ? new DataSize(amount << shift) : null;
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest form that loses nothing and that {@link #parse} reads. */
  @Override
  public String toString() {
    int unit = 0;
    long amount = bytes;
    while (amount != 0 && unit < UNITS.length - 1 && amount % 1024 == 0) {
      amount /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(amount) + "B" : amount + UNITS[unit];
  }
}
