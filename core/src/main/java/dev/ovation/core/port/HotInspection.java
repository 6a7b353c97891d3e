package dev.ovation.core.port;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.Place;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a hot store shows to those who compare all of it with the ledger: what is loaded, and what
 * exactly it holds. None of it counts as asked for: it changes no figure and keeps nothing from
 * being evicted that would go otherwise, as far as a store can help it.
 *
 * <p>Thread-safe. No method blocks; results may arrive on any thread.
 */
public interface HotInspection {

  /**
   * What is loaded, a page at a time, in an order of the store's own. What is loaded all the while
   * is told at least once; what comes and goes may be missed, and some may be told twice. Nothing
   * is told of partitions that are cold.
   *
   * @param cursor where the page before ended; null to begin
   * @param itemsMax how many are wanted, about
   */
  CompletableFuture<LoadedPage> loaded(@Nullable String cursor, int itemsMax);

  /** All that the slot holds of a (target, kind), seen at one instant; null when it is cold. */
  CompletableFuture<@Nullable HotSlot> slot(TargetKind targetKind);

  /** All that an actor's view holds, seen at one instant; null when the actor has none. */
  CompletableFuture<@Nullable ActorRows> view(Actor actor);

  /**
   * A part of what is loaded.
   *
   * @param targetKinds that have a base or entries
   * @param actors that have a view
   * @param next where the list goes on; null at its end
   */
  record LoadedPage(List<TargetKind> targetKinds, List<Actor> actors, @Nullable String next) {}

  /**
   * What a slot holds of a (target, kind).
   *
   * @param place of the partition, at the same instant
   * @param base null when none is loaded
   */
  record HotSlot(Place place, @Nullable HotBase base, List<HotEntry> entries) {}

  /**
   * Counts as of a commit, with what the entries add to them.
   *
   * @param shown the base's own counts plus the part of every entry whose row is known: what
   *     readers are told, once no row is unknown. Values that come to 0 may be there or not
   * @param n the commit that the base is of: what the ledger held then is in it
   * @param h the offset that the commit projected up to: pending events up to it are in the base,
   *     and add nothing to it unless they are parked
   */
  record HotBase(Map<String, Long> shown, long n, long h) {}
}
