package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Actor;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One server: the slots it holds, in memory only, and a run id, which is another one after each
 * restart. Not thread-safe: its store guards it.
 */
public final class HotServer {
  private final String name;
  private final HotServers.Bounds bounds;
  private final Set<Defect> defects;
  private final LongSupplier ticks;
  private final LongSupplier millis;
  private int runs = 1;
  private Map<Integer, PartitionKeys> partitions = new HashMap<>();
  private Map<Actor, ActorScripts.Keys> actors = new HashMap<>();

  /** What a server held at some moment. */
  public record Snapshot(
      Map<Integer, PartitionKeys> partitions, Map<Actor, ActorScripts.Keys> actors) {}

  /**
   * @param ticks grows with every script on any server
   * @param millis the clock of this one
   */
  HotServer(
      String name,
      HotServers.Bounds bounds,
      Set<Defect> defects,
      LongSupplier ticks,
      LongSupplier millis) {
    this.bounds = bounds;
    this.name = name;
    this.ticks = ticks;
    this.millis = millis;
    this.defects = defects.isEmpty() ? EnumSet.noneOf(Defect.class) : EnumSet.copyOf(defects);
  }

  public String runId() {
    return name + "-run" + runs;
  }

  /** It starts again with nothing. */
  public void restartEmpty() {
    runs++;
    partitions = new HashMap<>();
    actors = new HashMap<>();
  }

  public Snapshot snapshot() {
    Map<Integer, PartitionKeys> partitionCopies = new HashMap<>();
    partitions.forEach((p, keys) -> partitionCopies.put(p, keys.copy()));
    Map<Actor, ActorScripts.Keys> actorCopies = new HashMap<>();
    actors.forEach((actor, keys) -> actorCopies.put(actor, keys.copy()));
    return new Snapshot(partitionCopies, actorCopies);
  }

  /** It starts again with what it held once, or a replica that held that takes its place. */
  public void restartWith(Snapshot old) {
    runs++;
    partitions = old.partitions();
    actors = old.actors();
  }

  PartitionScripts partition(int partition) {
    return new PartitionScripts(context(partition), ticks.getAsLong());
  }

  ConfirmScripts confirm(int partition) {
    return new ConfirmScripts(context(partition), bounds.commitsKept());
  }

  private SlotContext context(int partition) {
    return new SlotContext(keys(partition), runId(), millis.getAsLong(), defects);
  }

  private PartitionKeys keys(int partition) {
    return partitions.computeIfAbsent(partition, p -> new PartitionKeys());
  }

  ActorScripts actor(Actor actor) {
    return new ActorScripts(
        actors.computeIfAbsent(actor, a -> new ActorScripts.Keys()), runId(), defects);
  }

  List<Actor> actorsWithView() {
    return actors.entrySet().stream()
        .filter(e -> e.getValue().view != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  Iterable<PartitionKeys> partitionKeys() {
    return partitions.values();
  }

  Iterable<ActorScripts.Keys> actorKeys() {
    return actors.values();
  }
}
