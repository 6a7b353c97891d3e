package dev.ovation.core.sim;

import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Command;
import org.jspecify.annotations.Nullable;

/**
 * A write that a client has asked for, with what was known when it asked.
 *
 * @param number tells operations apart; a counter event carries it as its time
 * @param floor the newest version that had been answered for the register
 * @param quietRegister nothing else was going on with the register
 * @param quietTarget nothing else was going on with the (target, kind)
 * @param valueBefore what the register held
 */
record Operation(
    int number,
    Command command,
    long floor,
    Quiet quietRegister,
    Quiet quietTarget,
    @Nullable String valueBefore) {

  Interaction interaction() {
    return command.interaction();
  }

  TargetKind about() {
    return interaction().targetKind();
  }

  @Nullable String value() {
    return command instanceof Command.Set set ? set.value() : null;
  }

  /** The key of a counter's token; null for other commands. */
  @Nullable String tokenKey() {
    return command instanceof Command.Add add && add.token() != null
        ? EntryKey.ofToken(interaction().actor(), add.token())
        : null;
  }

  /**
   * Whether nothing else was going on, as far as told by a count of all that began, ended or was
   * left open.
   */
  record Quiet(boolean atStart, long activity) {}
}
