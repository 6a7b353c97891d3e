package dev.ovation.core.projection;

import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.port.Checkpoints;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Makes checkpoints for a partition of counters: takes a slice of those that are due from the
 * ledger, appends them, appends the last one once more with the offset that all of them together
 * cover, and only then notes them as made. Stopping anywhere leaves them due; what is appended
 * twice harms nobody.
 */
final class CheckpointChore implements Chore {
  private final int partition;
  private final EventLog log;
  private final Checkpoints checkpoints;
  private final CheckpointPace pace;
  private boolean due;
  private List<LedgerCheckpoint> durable = List.of();

  CheckpointChore(int partition, EventLog log, Checkpoints checkpoints, CheckpointPace pace) {
    this.partition = partition;
    this.log = log;
    this.checkpoints = checkpoints;
    this.pace = pace;
  }

  @Override
  public void heartbeat() {
    due = true;
  }

  @Override
  public boolean isDue() {
    return due || !durable.isEmpty();
  }

  @Override
  public CompletableFuture<?> step(long epoch) {
    if (!durable.isEmpty()) {
      checkpoints.made(partition, epoch, durable);
      durable = List.of();
      return CompletableFuture.completedFuture(null);
    }
    due = false;
    Checkpoints.Slice slice = checkpoints.take(partition, epoch, pace.age(), pace.countersMax());
    List<LedgerCheckpoint> made = slice.checkpoints();
    if (made.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return append(made)
        .thenCompose(
            every ->
                every
                    ? append(List.of(made.getLast().withCovered(slice.covered())))
                    : CompletableFuture.completedFuture(false))
        .thenAccept(every -> durable = every ? made : List.of());
  }

  /** Completes with whether all of them are durable. While the log is down they wait. */
  private CompletableFuture<Boolean> append(List<LedgerCheckpoint> all) {
    List<CompletableFuture<Boolean>> outcomes = new ArrayList<>();
    for (LedgerCheckpoint checkpoint : all) {
      CompletableFuture<Boolean> outcome = new CompletableFuture<>();
      outcomes.add(outcome);
      log.append(
          checkpoint,
          new EventLog.AppendCallback() {
            @Override
            public void durable(long offset) {
              outcome.complete(true);
            }

            @Override
            public void failed(OvationException failure) {
              outcome.complete(false);
            }
          });
    }
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(done -> outcomes.stream().allMatch(CompletableFuture::join));
  }
}
