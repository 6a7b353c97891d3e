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

  /**
   * Sets a register again as it was before it was unset, unless anything was written to it since.
   *
   * @param unsetVersion of the event that unset it; the one that sets it again comes right after
   *     that, so whatever was written later is newer and stays, however late this is done
   */
  record PutBack(
      Interaction interaction, @Nullable String value, @Nullable Long atMillis, long unsetVersion)
      implements Command {}

  /** Adds to a counter. */
  record Add(Interaction interaction, long by, @Nullable String token, @Nullable Long atMillis)
      implements Command {}
}
