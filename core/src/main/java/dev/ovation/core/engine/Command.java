package dev.ovation.core.engine;

import dev.ovation.core.domain.Interaction;
import org.jspecify.annotations.Nullable;

/** What a caller asks to be written. Ids are checked already; kinds and values are not. */
public sealed interface Command {

  Interaction interaction();

  /** When it happened, for imports; null: now. Milliseconds of the Unix epoch. */
  @Nullable Long atMillis();

  /**
   * Sets a register.
   *
   * @param value null: the only value of a kind that has one value
   */
  record Set(Interaction interaction, @Nullable String value, @Nullable Long atMillis)
      implements Command {}

  /** Unsets a register. */
  record Unset(Interaction interaction, @Nullable Long atMillis) implements Command {}

  /** Adds to a counter. */
  record Add(Interaction interaction, long by, @Nullable String token, @Nullable Long atMillis)
      implements Command {}
}
