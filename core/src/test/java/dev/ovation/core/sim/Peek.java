package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at the real state of everything at one instant, past the simulated network. */
final class Peek {
  private final World world;

  Peek(World world) {
    this.world = world;
  }

  int partition(TargetKind targetKind) {
    return world.plan().partitioner().partition(targetKind);
  }

  @Nullable Place place(int partition) {
    return world.process().store.place(partition).join();
  }

  Map<String, EntryState> entries(TargetKind targetKind) {
    Map<String, EntryState> entries = new HashMap<>();
    for (HotEntry entry : world.process().store.entries(targetKind).join()) {
      entries.put(entry.key(), entry.state());
    }
    return entries;
  }

  /** What the hot store shows; null when cold. */
  @Nullable Counts hotCounts(TargetKind targetKind) {
    return world
        .process()
        .store
        .read(List.of(new HotQuery(targetKind, null)))
        .join()
        .getFirst()
        .counts();
  }

  /** What the actor's view says; null when it cannot tell. */
  @Nullable Row viewRow(Interaction interaction) {
    Actor actor = interaction.who();
    return world
        .process()
        .store
        .readView(actor, List.of(interaction.targetKind()))
        .join()
        .rows()
        .getFirst();
  }

  /** What a reader sees of a register who asks the slot, and the ledger where that can't tell. */
  Row stance(Interaction interaction) {
    EntryState entry =
        place(partition(interaction.targetKind())) == null
            ? null
            : entries(interaction.targetKind()).get(interaction.actor());
    return stance(entry, world.ledgerDisk().now(interaction.targetKind()).row(interaction));
  }

  /** The newest of what an entry says, or a row said elsewhere where the entry has none. */
  static Row stance(@Nullable EntryState entry, Row elsewhere) {
    Row row = entry == null || entry.row() == null ? elsewhere : entry.row();
    Pending pending = entry == null ? null : entry.pending();
    return pending != null
            && pending.event() instanceof RegisterEvent e
            && Rule.wins(e.version(), row.version())
        ? new Row(e.value(), e.version(), e.atMillis(), 0)
        : row;
  }

  /**
   * The version that a reader sees who was told a row. One who sees nothing where a tombstone was
   * purged sees what the tombstone said.
   */
  long seenVersion(Interaction interaction, Row row) {
    return row.value() == null ? Math.max(row.version(), goneVersion(interaction)) : row.version();
  }

  /** A tombstone up to this version may be gone: purged, or lost with what somebody damaged. */
  private long goneVersion(Interaction interaction) {
    long gone = world.ledgerDisk().purgedVersion(interaction);
    if (world.vandal().hasDamaged(interaction.targetKind())) {
      for (Event event : world.logDisk().durable(partition(interaction.targetKind()))) {
        if (event instanceof RegisterEvent e
            && e.interaction().equals(interaction)
            && e.value() == null) {
          gone = Math.max(gone, e.version());
        }
      }
    }
    return gone;
  }

  /** A row, or no row where it is a tombstone that was purged somewhere: these are the same. */
  Row unlessPurged(Interaction interaction, Row row) {
    return row.value() == null && row.version() <= goneVersion(interaction) ? Row.NONE : row;
  }

  /** The counts of all that is durable; of registers those that {@link #trueCounts} tells. */
  Tellable tellable(TargetKind targetKind) {
    return Plan.isCounter(targetKind)
        ? Tellable.ofCounter(targetKind, world.logDisk().durable(partition(targetKind)))
        : Tellable.exactly(trueCounts(targetKind));
  }

  /** The counts that readers of the registers would count up. */
  Counts trueCounts(TargetKind targetKind) {
    Map<String, Long> counts = new TreeMap<>();
    for (String actor : world.plan().actorIds()) {
      String value = stance(new Interaction(targetKind, actor)).value();
      if (value != null) {
        counts.merge(value, 1L, Long::sum);
      }
    }
    return Counts.of(counts);
  }

  /** The durable event of a version; null when the log has none. */
  @Nullable Event durableEvent(TargetKind targetKind, long version) {
    for (Event event : world.logDisk().durable(partition(targetKind))) {
      if (event.version() == version && event.targetKind().equals(targetKind)) {
        return event;
      }
    }
    return null;
  }
}
