package dev.ovation.core.memory;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotInspection.HotSlot;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.SettledEvent;
import dev.ovation.core.port.HotStore.TargetConfirm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything the hot store knows of one partition: place, bases and entries, under one monitor. The
 * rules are those of the protocol for a store that cannot forget while it lives: there is no run
 * id, no generation and no COLD.
 */
final class PartitionSlot {
  private final LruMap<TargetKind, Base> bases;
  private final Map<TargetKind, Map<String, Entry>> entries = new HashMap<>();
  private final ArrayDeque<Trimmable> trimmables = new ArrayDeque<>();
  private final List<Late> late = new ArrayList<>();
  private final int commitsKept;
  private final AtomicLong entryBytes;

  private @Nullable Place place;

  /** The floor: the highest commit number of a row whose entry was trimmed. */
  private long floor;

  /** The newest confirm that has begun. */
  private long startedN;

  private long startedH;
  private long entryCount;

  PartitionSlot(long baseBytesMax, int commitsKept, AtomicLong entryBytes) {
    this.bases = new LruMap<>(baseBytesMax, Base::bytes);
    this.commitsKept = commitsKept;
    this.entryBytes = entryBytes;
  }

  private record Trimmable(long n, TargetKind targetKind, String key) {}

  /** An event that the place settles: it came after its own confirm had begun, or is parked. */
  private record Late(TargetKind targetKind, Event event) {}

  synchronized void createPlace(Place newPlace, List<ParkedEvent> parked) {
    if (place != null) {
      throw new IllegalStateException("the place exists already");
    }
    place = newPlace;
    floor = newPlace.n();
    startedN = newPlace.n();
    startedH = newPlace.h();
    for (ParkedEvent p : parked) {
      Entry entry = entry(p.event().targetKind(), p.event().entryKey(), p.row());
      if (entry.pending == null
          || Rule.wins(p.event().version(), entry.pending.event().version())) {
        entry.showParked(p);
      }
    }
  }

  synchronized @Nullable Place place() {
    return place;
  }

  synchronized HotAnswer read(HotQuery query) {
    Base base = bases.get(query.targetKind());
    Counts counts = base == null ? null : base.shown();
    EntryState state = null;
    if (query.key() != null) {
      Entry entry = entriesOf(query.targetKind()).get(query.key());
      state = entry == null ? null : entry.state();
    }
    return new HotAnswer(current().n(), state, counts);
  }

  synchronized List<HotEntry> entries(TargetKind targetKind) {
    List<HotEntry> copy = new ArrayList<>();
    entriesOf(targetKind).forEach((key, entry) -> copy.add(new HotEntry(key, entry.state())));
    return copy;
  }

  /**
   * Whatever has a base or entries. Bases come in the order in which they would be evicted: whoever
   * looks at one after the other leaves that order as it was.
   */
  synchronized List<TargetKind> loaded() {
    Set<TargetKind> all = new LinkedHashSet<>(bases.keys());
    all.addAll(entries.keySet());
    return List.copyOf(all);
  }

  synchronized @Nullable HotSlot contents(TargetKind targetKind) {
    Base base = bases.get(targetKind);
    return place == null
        ? null
        : new HotSlot(place, base == null ? null : base.contents(), entries(targetKind));
  }

  synchronized Applied apply(Event event, long offset, Row hint, long n0, boolean force) {
    TargetKind targetKind = event.targetKind();
    Base base = bases.get(targetKind);
    Entry entry = entriesOf(targetKind).get(event.entryKey());
    if (offset <= current().h()) {
      return new Applied.Overtaken(base == null ? null : base.shown());
    }
    if (entry == null) {
      boolean hintTooOld = n0 < floor && !Entry.isVersionKey(event.entryKey());
      if (hintTooOld && !force) {
        return new Applied.HintTooOld();
      }
      if (base != null && (hintTooOld || hint.n() > base.n())) {
        bases.remove(targetKind);
        base = null;
      }
      entry = entry(targetKind, event.entryKey(), hintTooOld ? null : hint);
    }
    if (offset <= startedH) {
      late.add(new Late(targetKind, event));
    }
    if (entry.isConfirmed(event)) {
      return new Applied.Overtaken(base == null ? null : base.shown());
    }
    if (base != null) {
      base.takeOut(entry);
    }
    Effect effect = entry.record(event, offset);
    if (base != null) {
      base.add(entry);
    }
    return new Applied.Visible(effect, base == null ? null : base.shown());
  }

  synchronized boolean fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
    Place at = current();
    // The snapshot may be ahead of the place as long as what lies between did not touch this
    // target.
    if (bases.get(targetKind) != null
        || snapshot.n() < at.n()
        || snapshot.n() < startedN
        || snapshot.touchedN() > at.n()) {
      return false;
    }
    Collection<Entry> own = entriesOf(targetKind).values();
    for (Entry entry : own) {
      if (entry.row != null && entry.row.n() > at.n()) {
        return false;
      }
    }
    bases.put(targetKind, new Base(snapshot.counts(), at.n(), at.h(), own));
    return true;
  }

  synchronized Confirmed confirmTargets(Commit commit, List<TargetConfirm> targets) {
    Confirmed met = met(commit);
    if (met == Confirmed.DONE) {
      startedN = Math.max(startedN, commit.n());
      startedH = Math.max(startedH, commit.h());
      for (TargetConfirm target : targets) {
        confirmTarget(commit, target);
      }
    }
    return met;
  }

  private Confirmed met(Commit commit) {
    Place at = current();
    if (commit.n() <= at.n()) {
      return Confirmed.OLD;
    }
    return commit.from() > at.n() ? Confirmed.GAP : Confirmed.DONE;
  }

  synchronized Confirmed confirmSettled(Commit commit, List<SettledEvent> settled) {
    Confirmed met = met(commit);
    if (met == Confirmed.DONE) {
      for (SettledEvent one : settled) {
        TargetKind targetKind = one.event().targetKind();
        Entry entry = entriesOf(targetKind).get(one.event().entryKey());
        if (entry != null && entry.isParked(one.event(), one.offset())) {
          change(targetKind, entry, () -> entry.showParked(one.next()));
        }
      }
    }
    return met;
  }

  private void confirmTarget(Commit commit, TargetConfirm target) {
    TargetKind targetKind = target.targetKind();
    for (KeyedRow keyed : target.rows()) {
      Entry entry = entry(targetKind, keyed.key(), keyed.row());
      if (entry.isToldBy(commit.n(), keyed.row())) {
        entry.row = keyed.row();
      }
      if (entry.isProjected(commit.h())) {
        entry.pending = null;
      }
      trimmables.add(new Trimmable(commit.n(), targetKind, keyed.key()));
    }
    for (ParkedEvent parked : target.parked()) {
      Event event = parked.event();
      Entry entry = entry(targetKind, event.entryKey(), parked.row());
      if (entry.row == null) {
        // The event was recorded while the ledger could not be asked; now its row is known.
        entry.row = parked.row();
      }
      if (entry.isProjected(commit.h())) {
        entry.pending = null;
      }
      if (entry.pending == null || Rule.wins(event.version(), entry.pending.event().version())) {
        entry.showParked(parked);
      }
      // No row will tell its actor's slot that it is settled; the place has to.
      late.add(new Late(targetKind, event));
    }
    Base base = bases.get(targetKind);
    if (base != null) {
      long bytesBefore = base.bytes();
      Collection<Entry> own = entriesOf(targetKind).values();
      if (base.n() < commit.n()) {
        base.rebase(target.counts(), commit.n(), commit.h(), own);
      } else {
        base.recount(own);
      }
      bases.reweighed(bytesBefore, base.bytes());
    }
  }

  /**
   * Moves the place; {@link #trim} lets confirmed entries go.
   *
   * @param settled told each late event that is confirmed now
   */
  synchronized void confirmPlace(Commit commit, Consumer<Event> settled) {
    Place at = current();
    if (commit.n() <= at.n() || commit.from() > at.n()) {
      return;
    }
    place = new Place(commit.n(), commit.h());
    for (Late l : late) {
      settle(l, commit.h());
      settled.accept(l.event());
    }
    late.clear();
  }

  private void settle(Late l, long h) {
    Entry entry = entriesOf(l.targetKind()).get(l.event().entryKey());
    if (entry == null || !entry.isProjected(h)) {
      return;
    }
    // Step 1 has told the row, or shown the event as parked; what is neither was dropped.
    change(l.targetKind(), entry, () -> entry.pending = null);
    trimmables.add(new Trimmable(current().n(), l.targetKind(), l.event().entryKey()));
  }

  /**
   * Lets some of the entries go that are confirmed and have been kept for long enough.
   *
   * @param entriesMax how many to look at, so that nobody waits long for the monitor
   * @return whether there are more
   */
  synchronized boolean trim(int entriesMax) {
    long n = current().n();
    for (int i = 0; i < entriesMax; i++) {
      Trimmable t = trimmables.peek();
      if (t == null || t.n() > n - commitsKept) {
        return false;
      }
      trimmables.remove();
      Map<String, Entry> own = entriesOf(t.targetKind());
      Entry entry = own.get(t.key());
      if (entry == null || entry.pending != null) {
        continue;
      }
      Row row = entry.row;
      if (row != null && row.n() > n - commitsKept) {
        continue;
      }
      if (row != null && !Entry.isVersionKey(t.key())) {
        floor = Math.max(floor, row.n());
      }
      own.remove(t.key());
      entryCount--;
      entryBytes.addAndGet(-Entry.weight(t.key()));
      if (own.isEmpty()) {
        entries.remove(t.targetKind());
      }
    }
    return true;
  }

  /**
   * Lets go what the ledger has. A write that looked for one of these rows before must look again,
   * so the floor is raised to all of them; {@link #trim} finds nothing where they were.
   */
  synchronized void evictAll() {
    List.copyOf(bases.keys()).forEach(bases::evict);
    entries.forEach(
        (targetKind, own) ->
            own.entrySet().removeIf(e -> mayGo(e.getValue()) && gone(e.getKey(), e.getValue())));
    entries.values().removeIf(Map::isEmpty);
  }

  private boolean mayGo(Entry entry) {
    Row row = entry.row;
    return entry.pending == null && (row == null || row.n() <= current().n());
  }

  private boolean gone(String key, Entry entry) {
    Row row = entry.row;
    if (row != null && !Entry.isVersionKey(key)) {
      floor = Math.max(floor, row.n());
    }
    entryCount--;
    entryBytes.addAndGet(-Entry.weight(key));
    return true;
  }

  private void change(TargetKind targetKind, Entry entry, Runnable change) {
    Base base = bases.get(targetKind);
    if (base != null) {
      base.takeOut(entry);
    }
    change.run();
    if (base != null) {
      base.add(entry);
    }
  }

  /** The entry of a key; a new one starts with the given row. */
  private Entry entry(TargetKind targetKind, String key, @Nullable Row row) {
    Map<String, Entry> own = entries.computeIfAbsent(targetKind, k -> new HashMap<>(4));
    Entry entry = own.get(key);
    if (entry == null) {
      entry = new Entry(row);
      own.put(key, entry);
      entryCount++;
      entryBytes.addAndGet(Entry.weight(key));
    }
    return entry;
  }

  private Map<String, Entry> entriesOf(TargetKind targetKind) {
    Map<String, Entry> own = entries.get(targetKind);
    return own == null ? Map.of() : own;
  }

  private Place current() {
    return Objects.requireNonNull(place, "the partition has no place yet");
  }

  /** Sizes of this slot. */
  record Sizes(long bases, long baseBytes, long evictions, long entries) {}

  synchronized Sizes sizes() {
    return new Sizes(bases.size(), bases.bytes(), bases.evictions(), entryCount);
  }
}
