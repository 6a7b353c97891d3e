package dev.ovation.core.engine;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.Version;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.EntryState;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a counter. A token makes it countable once. The event is stamped before the look: whether
 * a token was counted less than a day ago depends on when this event happened.
 */
final class CounterWrite extends Write {
  private final Interaction interaction;
  private final @Nullable String token;
  private final CounterEvent event;

  CounterWrite(
      Ports ports,
      CountsReader countsReader,
      Interaction interaction,
      int by,
      @Nullable String token,
      @Nullable Long atMillis) {
    super(ports, countsReader);
    this.interaction = interaction;
    this.token = token;
    long version = ports.clock().next(Version.NONE);
    long at = atMillis == null ? Version.millis(version) : atMillis;
    this.event = new CounterEvent(interaction, by, token, version, at);
  }

  @Override
  Interaction interaction() {
    return interaction;
  }

  @Override
  @Nullable String lookKey() {
    return token == null ? null : EntryKey.ofToken(interaction.actor(), token);
  }

  /**
   * What is counted stays counted, so here the ledger may say so, too; but only of what is
   * confirmed already: a commit that the slot does not show yet would be answered with a count
   * without it.
   */
  @Override
  @Nullable Row settledBy(@Nullable EntryState entry, @Nullable Row row) {
    if (row == null || Rule.counts(row, event)) {
      return null;
    }
    boolean shown = (entry != null && entry.row() != null) || row.n() <= n0();
    return shown ? row : null;
  }

  @Override
  Outcome settledOutcome(Row by, @Nullable Counts counts) {
    return outcome(event, Effect.UNCHANGED, counts);
  }

  @Override
  Event event(Row stance) {
    return event;
  }

  /**
   * It counts unless its token is pending or was counted. The latter settles nothing where a store
   * can forget, so the write comes here all the same.
   */
  @Override
  boolean changes(@Nullable EntryState entry, Row stance) {
    return (entry == null || entry.pending() == null) && Rule.counts(stance, event);
  }

  /** It counts unless one of both knows its token. */
  @Override
  Effect direct(boolean inLedger, Effect asLooked) {
    return asLooked == Effect.UNCHANGED ? asLooked : Effect.of(inLedger);
  }

  @Override
  Outcome outcome(Event written, Effect effect, @Nullable Counts counts) {
    return new Outcome.Added(
        interaction, effect, counts == null ? null : counts.get(interaction.kind()));
  }
}
