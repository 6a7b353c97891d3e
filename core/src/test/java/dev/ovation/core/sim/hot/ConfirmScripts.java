package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.SettledEvent;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.sim.hot.PartitionKeys.Base;
import dev.ovation.core.sim.hot.PartitionKeys.Contents;
import dev.ovation.core.sim.hot.PartitionKeys.Late;
import dev.ovation.core.sim.hot.PartitionKeys.StoredPlace;
import dev.ovation.core.sim.hot.PartitionKeys.Target;
import dev.ovation.core.sim.hot.PartitionKeys.Trimmable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scripts of a partition's slot that confirm commits: steps 1 and 3. */
final class ConfirmScripts {
  private final SlotContext context;
  private final PartitionKeys keys;
  private final int commitsKept;

  /**
   * @param commitsKept see {@link HotServers.Bounds}
   */
  ConfirmScripts(SlotContext context, int commitsKept) {
    this.commitsKept = commitsKept;
    this.context = context;
    this.keys = context.keys();
  }

  /** The place that a commit is confirmed to; null when it is missing, or another. */
  private @Nullable StoredPlace place(Commit commit) {
    StoredPlace place = context.place();
    return place != null && place.g() == commit.g() ? place : null;
  }

  /** Step 1. Some of the targets, or none; whoever confirms sends them all before step 2. */
  Confirmed confirmTargets(Commit commit, List<TargetConfirm> targets) {
    StoredPlace place = place(commit);
    Confirmed met = met(place, commit);
    if (place != null && met == Confirmed.DONE) {
      keys.place = place.started(commit.n(), commit.h());
      Contents contents = keys.contents(place.g());
      targets.forEach(target -> confirm(contents, commit, target));
    }
    return met;
  }

  private Confirmed met(@Nullable StoredPlace place, Commit commit) {
    if (place == null) {
      return Confirmed.COLD;
    }
    if (commit.n() <= place.n()) {
      return Confirmed.OLD;
    }
    return commit.from() > place.n() && !context.has(Defect.CONFIRM_OVER_GAP)
        ? Confirmed.GAP
        : Confirmed.DONE;
  }

  /** After step 1: what was parked is parked no more. */
  Confirmed confirmSettled(Commit commit, List<SettledEvent> settled) {
    StoredPlace place = place(commit);
    Confirmed met = met(place, commit);
    if (place != null && met == Confirmed.DONE && !context.has(Defect.SETTLED_STAYS)) {
      Contents contents = keys.contents(place.g());
      settled.forEach(one -> settle(contents, one));
    }
    return met;
  }

  private static void settle(Contents contents, SettledEvent settled) {
    Target target = contents.target(settled.event().targetKind());
    String key = settled.event().entryKey();
    EntryState entry = target.entries.get(key);
    Pending shown = new Pending(settled.event(), settled.offset(), true);
    if (entry != null && shown.equals(entry.pending())) {
      ParkedEvent next = settled.next();
      target.entries.put(
          key,
          new EntryState(
              entry.row(), next == null ? null : new Pending(next.event(), next.offset(), true)));
    }
  }

  private static void confirm(Contents contents, Commit commit, TargetConfirm confirm) {
    Target target = contents.target(confirm.targetKind());
    for (KeyedRow keyed : confirm.rows()) {
      EntryState entry =
          target.entries.getOrDefault(keyed.key(), new EntryState(keyed.row(), null));
      Row row = entry.row();
      boolean newer =
          row == null || row.n() <= commit.n() || Rule.wins(keyed.row().version(), row.version());
      boolean projected = Entries.isProjected(entry, commit.h());
      target.entries.put(
          keyed.key(),
          new EntryState(newer ? keyed.row() : row, projected ? null : entry.pending()));
      contents.trimmables.add(new Trimmable(commit.n(), confirm.targetKind(), keyed.key()));
    }
    confirm.parked().forEach(parked -> confirm(contents, target, commit, parked));
    Base base = target.base;
    if (base != null && base.n() < commit.n()) {
      target.base = new Base(confirm.counts(), commit.n(), commit.h());
    }
  }

  private static void confirm(Contents contents, Target target, Commit commit, ParkedEvent parked) {
    Event event = parked.event();
    EntryState entry =
        target.entries.getOrDefault(event.entryKey(), new EntryState(parked.row(), null));
    Row row = entry.row() == null ? parked.row() : entry.row();
    Pending pending = Entries.isProjected(entry, commit.h()) ? null : entry.pending();
    if (pending == null || Rule.wins(event.version(), pending.event().version())) {
      pending = new Pending(event, parked.offset(), true);
    }
    target.entries.put(event.entryKey(), new EntryState(row, pending));
    contents.late.add(new Late(event.targetKind(), event, parked.offset()));
  }

  /** Step 3. */
  void confirmPlace(Commit commit) {
    StoredPlace place = place(commit);
    if (place == null) {
      return;
    }
    boolean onwards = commit.n() > place.n() && commit.from() <= place.n();
    if (!onwards && !context.has(Defect.PLACE_BACKWARDS)) {
      return;
    }
    keys.place = place.at(commit.n(), commit.h(), commit.version());
    Contents contents = keys.contents(place.g());
    settle(contents, commit);
    trim(contents, commit.n());
  }

  /** What lies beyond the commit is for a later one to settle, which has begun already. */
  private void settle(Contents contents, Commit commit) {
    List<Late> due = contents.late.stream().filter(late -> late.offset() <= commit.h()).toList();
    contents.late.removeAll(due);
    if (!context.has(Defect.LATE_NOT_SETTLED)) {
      due.forEach(late -> settle(contents, late, commit));
    }
  }

  private static void settle(Contents contents, Late late, Commit commit) {
    Target target = contents.target(late.targetKind());
    String key = late.event().entryKey();
    EntryState entry = target.entries.get(key);
    if (entry == null || !Entries.isProjected(entry, commit.h())) {
      return;
    }
    // Step 1 has told the row, or shown the event as parked; what is neither was dropped.
    target.entries.put(key, new EntryState(entry.row(), null));
    contents.trimmables.add(new Trimmable(commit.n(), late.targetKind(), key));
  }

  private void trim(Contents contents, long n) {
    while (!contents.trimmables.isEmpty() && contents.trimmables.peek().n() <= n - commitsKept) {
      Trimmable trimmable = contents.trimmables.remove();
      Target target = contents.target(trimmable.targetKind());
      EntryState entry = target.entries.get(trimmable.key());
      if (entry == null || entry.pending() != null) {
        continue;
      }
      Row row = entry.row();
      if (row != null && row.n() > n - commitsKept) {
        continue;
      }
      StoredPlace place = keys.place;
      if (place != null && row != null && !Entries.isVersionKey(trimmable.key())) {
        keys.place = place.trimmedTo(row.n());
      }
      target.entries.remove(trimmable.key());
    }
  }
}
