package dev.ovation.core.figures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Figures of a suite: how much it did, its seed, what came of it. They are printed where they come
 * about, and kept as a row of the table that {@code ./ovation test} ends with. Thread-safe, also
 * among processes: a row is appended in one write.
 */
public final class Figures {
  private static final String FILE = System.getProperty("ovation.figures", "");

  private Figures() {}

  /**
   * Tells a row.
   *
   * @param suite what was done
   * @param format as of {@link String#format}; the text has no line breaks
   */
  @SuppressWarnings("AnnotateFormatMethod") // Its annotation is in a library of its own.
  public static void tell(String suite, String format, Object... arguments) {
    String figures = String.format(Locale.ROOT, format, arguments);
    System.out.println(suite + ": " + figures);
    if (!FILE.isEmpty()) {
      try {
        Files.writeString(
            Path.of(FILE),
            "| " + suite + " | " + figures + " |\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException("figures can't be kept in " + FILE, e);
      }
    }
  }
}
