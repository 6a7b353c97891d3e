package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.ViewAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.sim.hot.ScriptedHotStore;
import dev.ovation.core.sim.hot.Wire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at the real state of a cluster at one instant, past the simulated network. */
final class ClusterPeek {
  private final ClusterWorld world;
  private final ClusterHotStore store;

  ClusterPeek(ClusterWorld world) {
    this.world = world;
    this.store = new ScriptedHotStore(world.plan().partitioner(), world.servers(), Wire.NONE);
  }

  int partition(TargetKind targetKind) {
    return world.plan().partitioner().partition(targetKind);
  }

  /** Null when the partition is cold. */
  @Nullable Place place(int partition) {
    return store.place(partition).join();
  }

  HotAnswer look(TargetKind targetKind, @Nullable String key) {
    return store.read(List.of(new HotQuery(targetKind, key))).join().getFirst();
  }

  Map<String, EntryState> entries(TargetKind targetKind) {
    Map<String, EntryState> entries = new HashMap<>();
    List<HotEntry> found = store.entries(targetKind).join();
    if (found != null) {
      found.forEach(entry -> entries.put(entry.key(), entry.state()));
    }
    return entries;
  }

  /** What the actor's view says of a register; null when it can't tell, or is void. */
  @Nullable Row viewRow(Interaction register, Place place) {
    ViewAnswer view = store.readView(register.who(), List.of(register.targetKind())).join();
    return place.g() > view.g() ? null : view.rows().getFirst();
  }

  LedgerState ledger(TargetKind targetKind) {
    return world.disk().ledger().now(targetKind);
  }

  /** Every event that is durable: in the log, or committed directly. */
  List<Event> durable(int partition) {
    List<Event> all = new ArrayList<>(world.broker().events(partition));
    all.addAll(world.disk().direct(partition));
    return all;
  }

  @Nullable Event durableEvent(TargetKind targetKind, long version) {
    int partition = partition(targetKind);
    Event inLog = find(world.broker().events(partition), targetKind, version);
    return inLog == null ? find(world.disk().direct(partition), targetKind, version) : inLog;
  }

  private static @Nullable Event find(List<Event> events, TargetKind targetKind, long version) {
    for (Event event : events) {
      if (event.version() == version && event.targetKind().equals(targetKind)) {
        return event;
      }
    }
    return null;
  }

  /** Every event that a ledger had met, in the order in which it met them. */
  List<Event> met(int partition, LedgerPosition position) {
    List<Event> log = world.broker().events(partition);
    List<Event> met = new ArrayList<>();
    int from = 0;
    for (SimClusterDisk.Direct direct : world.disk().directly(partition)) {
      if (direct.n() <= position.n()) {
        met.addAll(log.subList(from, (int) direct.h()));
        met.add(direct.event());
        from = (int) direct.h();
      }
    }
    met.addAll(log.subList(from, (int) position.h()));
    return met;
  }

  /** Every event that is durable and was not given up. */
  List<Event> standing(int partition) {
    List<Event> all = new ArrayList<>();
    List<Event> log = world.broker().events(partition);
    LedgerState ledger = world.disk().ledger().now(partition);
    for (int i = 0; i < log.size(); i++) {
      Letter letter = ledger.letter(i + 1L);
      if (letter == null || !letter.isSettled() || !LedgerCheck.isDrop(letter)) {
        all.add(log.get(i));
      }
    }
    all.addAll(world.disk().direct(partition));
    return all;
  }

  /** The newest durable state of a register. */
  Row newest(Interaction register) {
    Row newest = Row.NONE;
    for (Event event : standing(partition(register.targetKind()))) {
      if (event instanceof RegisterEvent e
          && e.interaction().equals(register)
          && e.version() > newest.version()) {
        newest = new Row(e.value(), e.version(), e.atMillis(), 0);
      }
    }
    return newest;
  }

  /**
   * What a reader is sure to see who begins now. Where the partition is cold, it sees all that is
   * durable: it waits for the ledger. Where the slot has no entry, the place vouches for what was
   * committed up to it, and for no more: a view may be as old as that.
   */
  Row seen(Interaction register) {
    TargetKind targetKind = register.targetKind();
    HotAnswer look = look(targetKind, register.actor());
    return look.isCold()
        ? newest(register)
        : Peek.stance(
            look.entry(), world.disk().ledger().at(partition(targetKind), look.n0()).row(register));
  }

  /** The counts of all that is durable: what is to be shown where nothing is under way. */
  Tellable tellable(TargetKind targetKind) {
    if (!Plan.isCounter(targetKind)) {
      return Tellable.exactly(trueCounts(targetKind));
    }
    // What a token adds is told by the token, so no order counts more than that of versions.
    List<Event> events = durable(partition(targetKind));
    events.sort(Comparator.comparingLong(Event::version));
    return Tellable.ofCounter(targetKind, events);
  }

  /** The same of registers. */
  Counts trueCounts(TargetKind targetKind) {
    Map<String, Long> counts = new TreeMap<>();
    for (String actor : world.plan().actorIds()) {
      String value = newest(new Interaction(targetKind, actor)).value();
      if (value != null) {
        counts.merge(value, 1L, Long::sum);
      }
    }
    return Counts.of(counts);
  }
}
