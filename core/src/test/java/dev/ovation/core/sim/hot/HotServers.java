package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.sim.hot.PartitionKeys.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The servers of a hot store, and how large they may grow. Slots are spread over them by number, so
 * that a partition and an actor are often on different ones.
 */
public final class HotServers {
  private final List<HotServer> servers = new ArrayList<>();
  private final Bounds bounds;
  private long evictions;
  private long tokens;
  private long ticks;

  /**
   * How large a store may grow, over all servers. Entries are counted but never evicted.
   *
   * @param viewRowsMax rows of one actor's view
   * @param commitsKept for how many commits a confirmed entry stays, so that few writes have to
   *     look again; any number is right
   */
  public record Bounds(
      long baseBytesMax, long viewBytesMax, long entryBytesMax, int viewRowsMax, int commitsKept) {

    /** Entries stay as long as they do in the adapters. */
    public Bounds(long baseBytesMax, long viewBytesMax, long entryBytesMax, int viewRowsMax) {
      this(baseBytesMax, viewBytesMax, entryBytesMax, viewRowsMax, 2);
    }

    private boolean evicts() {
      return baseBytesMax < Long.MAX_VALUE || viewBytesMax < Long.MAX_VALUE;
    }
  }

  /**
   * Makes servers that have nothing.
   *
   * @param millis their clock, see {@link dev.ovation.core.port.ClusterHotStore.Claim}
   */
  public HotServers(int count, Bounds bounds, Set<Defect> defects, LongSupplier millis) {
    this.bounds = bounds;
    for (int s = 0; s < count; s++) {
      servers.add(new HotServer("server" + s, bounds, defects, this::tick, millis));
    }
  }

  public int count() {
    return servers.size();
  }

  public HotServer server(int number) {
    return servers.get(number);
  }

  Bounds bounds() {
    return bounds;
  }

  int of(int partition) {
    return partition % servers.size();
  }

  int of(Actor actor) {
    return Math.floorMod(actor.id().hashCode() + 1, servers.size());
  }

  /** Tells what was used before what, where somebody wants to know. */
  long tick() {
    return bounds.evicts() ? ++ticks : 0;
  }

  /** A number that no fill had before. */
  long nextToken() {
    return ++tokens;
  }

  long evictions() {
    return evictions;
  }

  /** Sizes now. */
  record Sizes(long bases, long baseBytes, long views, long viewBytes, long entries) {
    static final long ENTRY_BYTES = 480;

    long entryBytes() {
      return entries * ENTRY_BYTES;
    }
  }

  Sizes sizes() {
    long entries = 0;
    long baseBytes = 0;
    List<Target> bases = bases();
    for (Target target : bases) {
      baseBytes += bytes(target);
    }
    for (HotServer server : servers) {
      for (PartitionKeys keys : server.partitionKeys()) {
        for (Target target : keys.stored().targets.values()) {
          entries += target.entries.size();
        }
      }
    }
    long viewBytes = 0;
    List<ActorScripts.Keys> views = views();
    for (ActorScripts.Keys keys : views) {
      viewBytes += bytes(keys);
    }
    return new Sizes(bases.size(), baseBytes, views.size(), viewBytes, entries);
  }

  /** Evicts bases and views that were not used for the longest time, until the rest fits. */
  void evict() {
    List<Target> bases = bases();
    bases.sort(Comparator.comparingLong(target -> target.used));
    long baseBytes = bases.stream().mapToLong(HotServers::bytes).sum();
    for (int i = 0; i < bases.size() && baseBytes > bounds.baseBytesMax(); i++) {
      baseBytes -= bytes(bases.get(i));
      bases.get(i).base = null;
      evictions++;
    }
    List<ActorScripts.Keys> views = views();
    views.sort(Comparator.comparingLong(HotServers::used));
    long viewBytes = views.stream().mapToLong(HotServers::bytes).sum();
    for (int i = 0; i < views.size() && viewBytes > bounds.viewBytesMax(); i++) {
      viewBytes -= bytes(views.get(i));
      views.get(i).view = null;
      evictions++;
    }
  }

  private List<Target> bases() {
    List<Target> bases = new ArrayList<>();
    for (HotServer server : servers) {
      for (PartitionKeys keys : server.partitionKeys()) {
        for (Target target : keys.stored().targets.values()) {
          if (target.base != null) {
            bases.add(target);
          }
        }
      }
    }
    return bases;
  }

  private List<ActorScripts.Keys> views() {
    List<ActorScripts.Keys> views = new ArrayList<>();
    for (HotServer server : servers) {
      for (ActorScripts.Keys keys : server.actorKeys()) {
        if (keys.view != null) {
          views.add(keys);
        }
      }
    }
    return views;
  }

  private static long bytes(Target target) {
    PartitionKeys.Base base = target.base;
    return base == null ? 0 : base.bytes();
  }

  private static long bytes(ActorScripts.Keys keys) {
    ActorScripts.View view = keys.view;
    return view == null ? 0 : view.bytes();
  }

  private static long used(ActorScripts.Keys keys) {
    ActorScripts.View view = keys.view;
    return view == null ? 0 : view.used();
  }
}
