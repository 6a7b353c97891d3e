package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.Summary;
import dev.ovation.core.engine.NearReads;
import dev.ovation.core.sim.Operation.Quiet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who ask for nothing but counts, which a node may tell from its near cache. They remember
 * what the counts have been, and hold each answer to be one of those that a near cache may still
 * give: at most so old, and with all that the same node had answered.
 */
final class AnonymousReads {
  private static final long AGE_NANOS_MAX = NearReads.Settings.standard().ageMax().toNanos();

  private final ClusterWorld world;
  private final Activity activity;
  private final Map<TargetKind, List<Moment>> history = new HashMap<>();

  /** By node and (target, kind): the first moment whose counts hold all that the node answered. */
  private final Map<Answered, Integer> answered = new HashMap<>();

  /**
   * From when on the counts were these.
   *
   * @param counts null while something was under way, so that nobody can tell
   */
  private record Moment(long sinceNanos, @Nullable Counts counts) {}

  private record Answered(int life, TargetKind targetKind) {}

  AnonymousReads(ClusterWorld world, Activity activity) {
    this.world = world;
    this.activity = activity;
  }

  private List<Moment> moments(TargetKind targetKind) {
    return history.computeIfAbsent(
        targetKind, t -> new ArrayList<>(List.of(new Moment(0, Counts.NONE))));
  }

  /**
   * To be called whenever a write has begun or ended.
   *
   * @return the number of the moment that begins
   */
  int changed(TargetKind targetKind) {
    Counts counts =
        activity.isQuiet(targetKind) ? world.checker().peek().tellable(targetKind).exact() : null;
    List<Moment> moments = moments(targetKind);
    moments.add(new Moment(world.time().nanos(), counts));
    return moments.size() - 1;
  }

  /**
   * A node has answered a write, and {@link #changed} was called. A write is visible some time
   * before its answer is heard: what others wrote in between need not be in what is near, though it
   * is in the counts of the moment of the answer. Where there was none of that, these are the first
   * counts that hold it.
   *
   * @param began the moment that the write began with
   */
  void answered(SimNode node, TargetKind targetKind, int began) {
    int ended = moments(targetKind).size() - 1;
    boolean alone = ended == began + 1;
    answered.merge(new Answered(node.life, targetKind), alone ? ended : began, Math::max);
  }

  CompletableFuture<?> read(SimNode node, TargetKind targetKind, Consumer<Runnable> heard) {
    Quiet quiet = activity.quiet(targetKind, activity.isQuiet(targetKind));
    Set<@Nullable Counts> allowed = allowed(node, targetKind);
    return node.engine
        .summaries(
            List.of(targetKind.target()),
            List.of(Objects.requireNonNull(Kinds.standard().find(targetKind.kind()))),
            null)
        .thenAccept(
            summaries ->
                heard.accept(
                    () -> {
                      if (summaries.getFirst() instanceof Summary.Known known
                          && activity.stayedQuiet(targetKind, quiet)) {
                        check(node, targetKind, known, allowed);
                      }
                    }));
  }

  /** What the counts were since the oldest moment that may still be told; null: who knows. */
  private Set<@Nullable Counts> allowed(SimNode node, TargetKind targetKind) {
    List<Moment> moments = moments(targetKind);
    int own = answered.getOrDefault(new Answered(node.life, targetKind), 0);
    long floor = world.time().nanos() - AGE_NANOS_MAX;
    Set<@Nullable Counts> allowed = new LinkedHashSet<>();
    for (int i = moments.size() - 1; i >= own; i--) {
      allowed.add(moments.get(i).counts());
      if (moments.get(i).sinceNanos() < floor) {
        break;
      }
    }
    return allowed;
  }

  private void check(
      SimNode node, TargetKind targetKind, Summary.Known known, Set<@Nullable Counts> allowed) {
    Counts told = known.counts().getOrDefault(targetKind.kind(), Counts.NONE);
    world
        .story()
        .tell(
            targetKind,
            () -> "a reader at node " + node.life + " is told " + told + " from " + known.source());
    if (!allowed.contains(null) && !allowed.contains(told)) {
      throw new InvariantViolation(
          Invariant.NEAR_IS_NOT_OLD,
          targetKind,
          "node " + node.life + " tells " + told + ", it may tell " + allowed);
    }
  }
}
