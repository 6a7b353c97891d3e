package dev.ovation.core.memory;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.ViewAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the hot store knows of actors: views of confirmed rows, leases of those that are being
 * filled, and where the actors' last answered writes stand in the log. Guarded by its own monitor,
 * which is taken alone, never together with that of a {@link PartitionSlot}.
 */
final class ActorSlots {
  private final LruMap<Actor, View> views;
  private final int viewRowsMax;

  /**
   * Who is being filled, by the newest lease. Bounded: the oldest lease is void when it is full.
   */
  private final Map<Actor, Long> leases = new LinkedHashMap<>();

  /** The offset of an actor's last write by partition, 0 where all of them are confirmed. */
  private final Map<Actor, long[]> lastWrites = new HashMap<>();

  private final int partitions;
  private long leasesGiven;

  private static final int LEASES_MAX = 10_000;

  ActorSlots(long viewBytesMax, int viewRowsMax, int partitions) {
    this.views = new LruMap<>(viewBytesMax, View::bytes);
    this.viewRowsMax = viewRowsMax;
    this.partitions = partitions;
  }

  /** Confirmed rows only, tombstones included. Complete: a row that is not here does not exist. */
  private static final class View {
    final LinkedHashMap<TargetKind, Row> rows;
    boolean complete;

    View(Map<TargetKind, Row> rows, boolean complete) {
      this.rows = new LinkedHashMap<>(rows);
      this.complete = complete;
    }

    /** Estimated heap. */
    long bytes() {
      return bytes(rows.size());
    }

    static long bytes(int rows) {
      return 256 + 300L * rows;
    }
  }

  synchronized ViewAnswer read(Actor actor, List<TargetKind> targetKinds) {
    View view = views.get(actor);
    List<@Nullable Row> answer = new ArrayList<>(targetKinds.size());
    for (TargetKind targetKind : targetKinds) {
      Row row = view == null ? null : view.rows.get(targetKind);
      answer.add(row == null && view != null && view.complete ? Row.NONE : row);
    }
    return new ViewAnswer(view != null, answer);
  }

  /** Who has a view, in the order in which views would be evicted. */
  synchronized List<Actor> loaded() {
    return List.copyOf(views.keys());
  }

  synchronized @Nullable ActorRows contents(Actor actor) {
    View view = views.get(actor);
    return view == null ? null : new ActorRows(new LinkedHashMap<>(view.rows), view.complete);
  }

  /** Lets all views go; fills that are under way are of rows as they are, and may go on. */
  synchronized void evictAll() {
    List.copyOf(views.keys()).forEach(views::evict);
  }

  synchronized long lease(Actor actor) {
    long lease = ++leasesGiven;
    leases.remove(actor);
    leases.put(actor, lease);
    if (leases.size() > LEASES_MAX) {
      Iterator<Actor> oldest = leases.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return lease;
  }

  synchronized boolean fill(Actor actor, long lease, ActorRows filled) {
    Long held = leases.get(actor);
    if (held == null || held != lease) {
      return false;
    }
    leases.remove(actor);
    View view = new View(filled.rows(), filled.complete());
    shrink(view);
    views.put(actor, view);
    return true;
  }

  synchronized void confirm(int partition, long h, List<RowConfirm> rows) {
    for (RowConfirm confirm : rows) {
      Actor actor = confirm.interaction().who();
      forgetWrites(actor, partition, h);
      // Whatever a fill has read may be older than this row.
      leases.remove(actor);
      View view = views.get(actor);
      if (view != null) {
        long before = view.bytes();
        confirm(view, confirm.interaction().targetKind(), confirm.row());
        views.reweighed(before, view.bytes());
      }
    }
  }

  private void confirm(View view, TargetKind targetKind, Row row) {
    Row held = view.rows.get(targetKind);
    if (held == null && !view.complete) {
      return; // An incomplete view only updates rows that it holds.
    }
    if (held == null || Rule.wins(row.version(), held.version())) {
      view.rows.put(targetKind, row);
      shrink(view);
    }
  }

  /** Over the cap a row goes, and with it, in the same step, the claim to be complete. */
  private void shrink(View view) {
    Iterator<TargetKind> oldest = view.rows.keySet().iterator();
    while (view.rows.size() > viewRowsMax && oldest.hasNext()) {
      oldest.next();
      oldest.remove();
      view.complete = false;
    }
  }

  synchronized void wrote(RegisterEvent event, int partition, long offset) {
    long[] of = lastWrites.computeIfAbsent(event.interaction().who(), a -> new long[partitions]);
    of[partition] = Math.max(of[partition], offset);
  }

  synchronized Map<Integer, Long> lastWrites(Actor actor) {
    Map<Integer, Long> offsets = new TreeMap<>();
    long[] of = lastWrites.getOrDefault(actor, new long[0]);
    for (int p = 0; p < of.length; p++) {
      if (of[p] > 0) {
        offsets.put(p, of[p]);
      }
    }
    return offsets;
  }

  synchronized void forgetWrites(Actor actor, int partition, long h) {
    long[] of = lastWrites.get(actor);
    if (of != null && of[partition] <= h) {
      of[partition] = 0;
      if (Arrays.stream(of).allMatch(offset -> offset == 0)) {
        lastWrites.remove(actor);
      }
    }
  }

  /** Sizes of this slot. */
  record Sizes(long views, long bytes, long evictions) {}

  synchronized Sizes sizes() {
    return new Sizes(views.size(), views.bytes(), views.evictions());
  }
}
