package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterHotStore.Claim;
import dev.ovation.core.port.ClusterHotStore.Created;
import dev.ovation.core.port.ClusterHotStore.Needed;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ClusterHotStore.Tenure;
import dev.ovation.core.port.HotInspection.HotBase;
import dev.ovation.core.port.HotInspection.HotSlot;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.sim.hot.PartitionKeys.Base;
import dev.ovation.core.sim.hot.PartitionKeys.Contents;
import dev.ovation.core.sim.hot.PartitionKeys.Late;
import dev.ovation.core.sim.hot.PartitionKeys.StoredNeed;
import dev.ovation.core.sim.hot.PartitionKeys.StoredPlace;
import dev.ovation.core.sim.hot.PartitionKeys.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of a partition's slot that nodes run: each method is one script, atomic, and knows
 * only its arguments, the slot's keys and the run id of the server. What the owner confirms is in
 * {@link ConfirmScripts}.
 */
final class PartitionScripts {
  private final SlotContext context;
  private final PartitionKeys keys;
  private final String runId;
  private final long now;

  /**
   * @param now grows with every script, to tell when a base was used last
   */
  PartitionScripts(SlotContext context, long now) {
    this.context = context;
    this.keys = context.keys();
    this.runId = context.runId();
    this.now = now;
  }

  private @Nullable StoredPlace place() {
    return context.place();
  }

  Standing standing() {
    StoredPlace place = place();
    return place == null
        ? new Standing.Vacant(runId, lastG())
        : new Standing.At(new Place(place.g(), place.n(), place.h(), place.version()));
  }

  private long lastG() {
    StoredPlace last = keys.place;
    return last == null ? 0 : last.g();
  }

  boolean drop(long g) {
    StoredPlace place = place();
    if (place == null || place.g() != g) {
      return false;
    }
    keys.place = place.dropped();
    return true;
  }

  /** Null when an owner with a higher epoch has claimed the partition. */
  @Nullable Claim claim(long epoch) {
    if (keys.claimedEpoch > epoch && !context.has(Defect.CLAIM_IGNORED)) {
      return null;
    }
    keys.claimedEpoch = Math.max(keys.claimedEpoch, epoch);
    StoredPlace place = place();
    return new Claim(standing(), runId, place == null ? 0 : place.until(), context.millis());
  }

  /** Null as with {@link #claim}. */
  @Nullable Claim renew(long g, Tenure tenure) {
    if (claim(tenure.epoch()) == null) {
      return null;
    }
    StoredPlace place = context.has(Defect.EXPIRED_RENEWED) ? keys.place : place();
    if (place != null && place.g() == g && isCurrent(tenure)) {
      keys.place = place.renewed(deadline(tenure));
    }
    return claim(tenure.epoch());
  }

  /** Whether a tenure goes by this server's clock and has not ended. */
  private boolean isCurrent(Tenure tenure) {
    return tenure.serverRunId().equals(runId)
        && (tenure.untilMillis() > context.millis() || context.has(Defect.RELATIVE_DEADLINE));
  }

  private long deadline(Tenure tenure) {
    return context.has(Defect.RELATIVE_DEADLINE)
        ? Math.max(tenure.untilMillis(), context.millis() + Defect.RELATIVE_MILLIS)
        : tenure.untilMillis();
  }

  HotAnswer read(HotQuery query) {
    StoredPlace place = place();
    if (place == null) {
      return HotAnswer.COLD;
    }
    Target target = keys.contents(place.g()).targets.get(query.targetKind());
    if (target == null) {
      return new HotAnswer(place.n(), null, null, place.g(), place.version());
    }
    target.used = now;
    EntryState entry = query.key() == null ? null : target.entries.get(query.key());
    return new HotAnswer(place.n(), entry, Entries.shown(target), place.g(), place.version());
  }

  @Nullable List<HotEntry> entries(TargetKind targetKind) {
    StoredPlace place = place();
    if (place == null) {
      return null;
    }
    List<HotEntry> entries = new ArrayList<>();
    Target target = keys.contents(place.g()).targets.get(targetKind);
    if (target != null) {
      target.entries.forEach((key, entry) -> entries.add(new HotEntry(key, entry)));
    }
    return entries;
  }

  List<TargetKind> loaded() {
    StoredPlace place = place();
    if (place == null) {
      return List.of();
    }
    return keys.contents(place.g()).targets.entrySet().stream()
        .filter(e -> e.getValue().base != null || !e.getValue().entries.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Nullable HotSlot contents(TargetKind targetKind) {
    StoredPlace place = place();
    if (place == null) {
      return null;
    }
    Target target = keys.contents(place.g()).targets.get(targetKind);
    Base base = target == null ? null : target.base;
    return new HotSlot(
        new Place(place.g(), place.n(), place.h(), place.version()),
        target == null || base == null
            ? null
            : new HotBase(Entries.shownOfKnown(target, base), base.n(), base.h()),
        target == null
            ? List.of()
            : target.entries.entrySet().stream()
                .map(e -> new HotEntry(e.getKey(), e.getValue()))
                .toList());
  }

  Applied apply(Event event, long offset, Row hint, long n0, boolean force) {
    StoredPlace place = place();
    if (place == null) {
      return new Applied.Cold();
    }
    Contents contents = keys.contents(place.g());
    Target target = contents.target(event.targetKind());
    if (offset <= place.h()) {
      return new Applied.Overtaken(Entries.shown(target));
    }
    String key = event.entryKey();
    EntryState entry = target.entries.get(key);
    if (entry == null) {
      boolean tooOld =
          n0 < place.floor() && !Entries.isVersionKey(key) && !context.has(Defect.NO_FLOOR);
      if (tooOld && !force) {
        return new Applied.HintTooOld();
      }
      Base base = target.base;
      if (base != null && (tooOld || hint.n() > base.n())) {
        target.base = null;
      }
      entry = new EntryState(tooOld ? null : hint, null);
    }
    if (offset <= place.startedH()) {
      contents.late.add(new Late(event.targetKind(), event, offset));
    }
    target.used = now;
    if (Entries.isConfirmed(entry, event)) {
      target.entries.put(key, entry);
      return new Applied.Overtaken(Entries.shown(target));
    }
    target.entries.put(key, Entries.record(entry, event, offset));
    return new Applied.Visible(Entries.effect(entry, event), Entries.shown(target));
  }

  Needed need(long n) {
    StoredPlace place = place();
    if (place != null) {
      return n <= place.n() ? Needed.CONFIRMED : Needed.BEHIND;
    }
    keys.need = new StoredNeed(runId, Math.max(n, needed()));
    return Needed.COLD;
  }

  private long needed() {
    StoredNeed need = keys.need;
    return need == null || !need.runId().equals(runId) ? 0 : need.n();
  }

  Created createPlace(
      Standing.Vacant vacancy, Place made, List<ParkedEvent> parked, Tenure tenure) {
    if (place() != null && !context.has(Defect.PLACE_THOUGH_NOT_MISSING)) {
      return Created.LOST;
    }
    if (!vacancy.serverRunId().equals(runId) && !context.has(Defect.NO_RUN_ID)) {
      return Created.LOST;
    }
    if (vacancy.lastG() != lastG() && !context.has(Defect.PLACE_THOUGH_NOT_MISSING)) {
      return Created.LOST;
    }
    if (keys.claimedEpoch > tenure.epoch() && !context.has(Defect.CLAIM_IGNORED)) {
      return Created.LOST;
    }
    if (!isCurrent(tenure)) {
      return Created.LOST;
    }
    if (made.n() < needed() && !context.has(Defect.NEED_IGNORED)) {
      return Created.TOO_OLD;
    }
    keys.place =
        new StoredPlace(
            runId,
            made.g(),
            made.n(),
            made.h(),
            made.version(),
            made.n(),
            made.n(),
            made.h(),
            deadline(tenure));
    keys.need = null;
    Contents contents = keys.contents(made.g());
    if (!context.has(Defect.PARKED_NOT_LOADED)) {
      parked.forEach(p -> loadParked(contents, p));
    }
    return Created.DONE;
  }

  private static void loadParked(Contents contents, ParkedEvent parked) {
    Event event = parked.event();
    Target target = contents.target(event.targetKind());
    EntryState entry = target.entries.get(event.entryKey());
    Pending before = entry == null ? null : entry.pending();
    if (before == null || event.version() > before.event().version()) {
      target.entries.put(
          event.entryKey(),
          new EntryState(parked.row(), new Pending(event, parked.offset(), true)));
    }
  }

  /** Whether a confirm has begun that the snapshot lacks, or that has touched this target. */
  private static boolean hasBegun(StoredPlace place, Target target, BaseSnapshot snapshot) {
    return snapshot.n() < place.startedN()
        || target.entries.values().stream()
            .anyMatch(entry -> entry.row() != null && entry.row().n() > place.n());
  }

  boolean fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
    StoredPlace place = place();
    if (place == null) {
      return false;
    }
    Target target = keys.contents(place.g()).target(targetKind);
    if (target.base != null
        || snapshot.n() < place.n()
        || snapshot.touchedN() > place.n()
        || (hasBegun(place, target, snapshot) && !context.has(Defect.STARTED_IGNORED))) {
      return false;
    }
    target.base = new Base(snapshot.counts(), place.n(), place.h());
    target.used = now;
    return true;
  }
}
