package dev.ovation.core.consistency;

import java.util.EnumMap;
import java.util.Map;

/** What one pass has done so far. Not thread-safe; {@link #copy} is given to others. */
public final class PassFigures {
  private final EnumMap<What, Long> counted = new EnumMap<>(What.class);

  /** What is counted. */
  public enum What {
    /** When it began, in milliseconds of the Unix epoch. */
    STARTED("started"),
    /** When it ended; 0 while it goes on. */
    ENDED("ended"),
    /** Rows of the ledger, events of the log and items of the hot store that were read. */
    ROWS("rows"),
    /** Events of the log that were held against the ledger. */
    EVENTS("events"),
    /** (Target, kind)s that were counted again. */
    RECOUNTED("recounted"),
    /** (Target, kind)s of the hot store that were held against the ledger. */
    SLOTS("slots"),
    /** Actors' views that were held against the ledger. */
    VIEWS("views"),
    /** Looks that could not tell, because what they looked at kept changing or is too old. */
    NOT_COMPARABLE("not-comparable"),
    /** (Target, kind)s that were left to a pass over everything, because they have many rows. */
    TOO_LARGE("too-large"),
    /** Events left to a pass over everything, because there were too many. */
    UNREAD("unread"),
    /** What was found wrong. */
    FOUND("found"),
    /** Cases that were opened of it; the others were open already. */
    OPENED("opened"),
    /** How long it kept the driver busy, in microseconds. */
    BUSY_MICROS("busy-micros");

    private final String text;

    What(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  static PassFigures begun(long millis) {
    PassFigures figures = new PassFigures();
    figures.counted.put(What.STARTED, millis);
    return figures;
  }

  void add(What what, long by) {
    counted.merge(what, by, Long::sum);
  }

  void ended(long millis) {
    counted.put(What.ENDED, millis);
  }

  public long get(What what) {
    return counted.getOrDefault(what, 0L);
  }

  PassFigures copy() {
    PassFigures copy = new PassFigures();
    copy.counted.putAll(counted);
    return copy;
  }

  /** As it is kept: a line for each figure that is not 0. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<What, Long> figure : counted.entrySet()) {
      text.append(figure.getKey().text()).append('=').append(figure.getValue()).append('\n');
    }
    return text.toString();
  }

  /** What {@link #text} has written. Lines of other versions are left out. */
  static PassFigures of(String text) {
    PassFigures figures = new PassFigures();
    text.lines()
        .forEach(
            line -> {
              for (What what : What.values()) {
                if (line.startsWith(what.text() + "=")) {
                  String number = line.substring(what.text().length() + 1);
                  figures.counted.put(what, Long.parseLong(number));
                }
              }
            });
    return figures;
  }
}
