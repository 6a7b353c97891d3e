package dev.ovation.app.operation;

import java.time.Instant;

/** From where on registers are replayed into a ledger that is there. */
public sealed interface ReplayFrom {

  /** As it is kept with an operation. */
  String text();

  /**
   * After an offset, the same in each partition.
   *
   * @param offset 0 for everything
   */
  record Offset(long offset) implements ReplayFrom {
    @Override
    public String text() {
      return Long.toString(offset);
    }
  }

  /** What was written at a time or later. */
  record Time(long unixMillis) implements ReplayFrom {
    @Override
    public String text() {
      return Instant.ofEpochMilli(unixMillis).toString();
    }
  }

  /** What {@link #text} told. */
  static ReplayFrom of(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? new Offset(Long.parseLong(text))
        : new Time(Instant.parse(text).toEpochMilli());
  }
}
