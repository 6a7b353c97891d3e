package dev.ovation.core.sim;

import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.port.Checkpoints;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.Changes;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Checkpoints as a node reaches them: each call is a transaction, which may fail. */
final class SimCheckpointsOfNode implements Checkpoints {
  private final Ledger to;
  private final Story story;
  private final SimClusterDisk disk;

  SimCheckpointsOfNode(Ledger to, Story story, SimClusterDisk disk) {
    this.to = to;
    this.story = story;
    this.disk = disk;
  }

  @Override
  public Slice take(int partition, long epoch, Duration age, int countersMax) {
    return asOwner(
        partition,
        epoch,
        open -> {
          disk.ledger().needRoom("checkpoints");
          return disk.checkpoints().take(partition, age, countersMax);
        });
  }

  @Override
  public void made(int partition, long epoch, List<LedgerCheckpoint> durable) {
    asOwner(
        partition,
        epoch,
        open -> {
          disk.ledger().needRoom("checkpoints");
          disk.checkpoints().made(partition, durable);
          return true;
        });
  }

  @Override
  public Duration behind() {
    return disk.checkpoints().behind();
  }

  @Override
  public Known known(int partition) {
    to.position(partition); // Fails as any read does.
    return disk.checkpoints().of(partition);
  }

  @Override
  public void restore(int partition, long epoch, long h) {
    asOwner(
        partition,
        epoch,
        open -> {
          disk.ledger().needRoom("what is restored");
          Changes changes = disk.checkpoints().restore(partition, disk.ledger().now(partition), h);
          if (changes != null) {
            open.write(changes);
            story.tell(null, () -> "partition " + partition + " is restored: " + changes);
          }
          return true;
        });
  }

  private <T> T asOwner(int partition, long epoch, Function<LedgerTransaction, T> work) {
    return to.<T>transact(
        partition,
        transaction -> {
          disk.fence(partition, epoch);
          return work.apply(transaction);
        });
  }
}
