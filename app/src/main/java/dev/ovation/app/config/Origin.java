package dev.ovation.app.config;

/**
 * Where a value was written.
 *
 * @param source a file's name, a variable's name, an option, or {@code default}
 * @param line the line in the file, from 1; 0 when the source has no lines
 */
public record Origin(String source, int line) {
  public static final Origin DEFAULT = new Origin("default", 0);

  public static Origin of(String source) {
    return new Origin(source, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
