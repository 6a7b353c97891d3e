package dev.ovation.core.engine;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.EntryState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sets or unsets a register. */
final class RegisterWrite extends Write {
  private final Interaction interaction;
  private final @Nullable String value;
  private final @Nullable Long atMillis;
  private final @Nullable Long version;

  /**
   * @param version that the event has; null to stamp it with one that is newer than all before
   */
  RegisterWrite(
      Ports ports,
      CountsReader countsReader,
      Interaction interaction,
      @Nullable String value,
      @Nullable Long atMillis,
      @Nullable Long version) {
    super(ports, countsReader);
    this.interaction = interaction;
    this.value = value;
    this.atMillis = atMillis;
    this.version = version;
  }

  @Override
  Interaction interaction() {
    return interaction;
  }

  @Override
  String lookKey() {
    return interaction.actor();
  }

  /**
   * "No change" needs no event, but only the slot's own entry may say so: the ledger may be behind
   * an event that is durable and not applied yet.
   */
  @Override
  @Nullable Row settledBy(@Nullable EntryState entry, @Nullable Row row) {
    Row stance = Decisions.stance(entry);
    return stance != null && (Decisions.isNoOp(stance, value, atMillis) || isTooLate(stance))
        ? stance
        : null;
  }

  private boolean isTooLate(Row stance) {
    return version != null && !Rule.wins(version, stance.version());
  }

  @Override
  Outcome settledOutcome(Row by, @Nullable Counts counts) {
    return new Outcome.Written(
        interaction, by.value(), Effect.UNCHANGED, by.version(), by.atMillis(), counts);
  }

  @Override
  Event event(Row stance) {
    long stamped = version == null ? ports.clock().next(stance.version()) : version;
    return Decisions.registerEvent(interaction, value, atMillis, stance, stamped);
  }

  @Override
  boolean changes(@Nullable EntryState entry, Row stance) {
    return !Objects.equals(stance.value(), value) && !isTooLate(stance);
  }

  /** Where they differ, which of both knew the newer value is not known. */
  @Override
  Effect direct(boolean inLedger, Effect asLooked) {
    Effect told = Effect.of(inLedger);
    return asLooked == Effect.UNKNOWN || asLooked == told ? told : Effect.UNKNOWN;
  }

  @Override
  Outcome outcome(Event written, Effect effect, @Nullable Counts counts) {
    RegisterEvent event = (RegisterEvent) written;
    return new Outcome.Written(
        interaction, event.value(), effect, event.version(), event.atMillis(), counts);
  }
}
