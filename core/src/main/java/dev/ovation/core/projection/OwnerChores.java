package dev.ovation.core.projection;

import dev.ovation.core.projection.Projector.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All that the owner of a partition does beside projecting. Not thread-safe. */
final class OwnerChores {
  private final OutboxChore outbox;

  /** Null for a partition of registers, as is what follows. */
  private final @Nullable CounterRebuild rebuild;

  private final @Nullable CheckpointChore checkpoints;

  OwnerChores(int partition, ClusterProjector.Ports ports) {
    this.outbox = new OutboxChore(partition, ports.log(), ports.ledger());
    if (ports.partitioner().isOfCounters(partition)) {
      int registers = ports.partitioner().besides(partition);
      this.rebuild = new CounterRebuild(partition, registers, ports.log(), ports.ledger());
      this.checkpoints =
          new CheckpointChore(partition, ports.log(), ports.ledger().checkpoints(), ports.pace());
    } else {
      this.rebuild = null;
      this.checkpoints = null;
    }
  }

  void heartbeat() {
    chores(true).forEach(Chore::heartbeat);
  }

  /** There may be something in the outbox. */
  void outboxFilled() {
    outbox.added();
  }

  /** Up to which offset totals may hold events that were not projected yet. */
  long restored() {
    return rebuild == null ? 0 : rebuild.restored();
  }

  private List<Chore> chores(boolean withCheckpoints) {
    List<Chore> chores = new ArrayList<>(List.of(outbox));
    if (checkpoints != null && withCheckpoints) {
      chores.add(checkpoints);
    }
    return chores;
  }

  /**
   * Takes a step of what is to be done before the partition is projected any further.
   *
   * @param h the offset that the ledger stands at
   * @param located called when the ledger may stand elsewhere now
   * @return null when there is nothing
   */
  @Nullable CompletableFuture<Progress> step(long epoch, long h, Runnable located) {
    CounterRebuild first = rebuild;
    if (first != null && !first.isDone()) {
      return first
          .step(epoch)
          .thenApply(
              state -> {
                if (state == CounterRebuild.State.DONE) {
                  located.run();
                }
                return state == CounterRebuild.State.WAITS ? Progress.IDLE : Progress.WORKED;
              });
    }
    // Before the restored events are met, checkpoints would be made of totals that are ahead.
    for (Chore chore : chores(h >= restored())) {
      if (chore.isDue()) {
        return chore.step(epoch).thenApply(done -> Progress.WORKED);
      }
    }
    return null;
  }
}
