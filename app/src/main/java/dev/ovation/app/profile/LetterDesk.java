package dev.ovation.app.profile;

import dev.ovation.app.http.DeadLetterDesk;
import dev.ovation.core.port.DeadLetters;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads letters from the ledger and writes decisions into it; the partition's owner, here or on
 * another node, finds them there. So it does not matter which node is asked, nor whether it lives
 * to see its decision carried out. Thread-safe.
 */
final class LetterDesk implements DeadLetterDesk {
  /** Letters read at once. */
  private static final int SLICE = 500;

  /** Letters that one call looks at, whether they match or not. */
  private static final int LOOKED_AT_MAX = 10_000;

  private static final Duration POLL = Duration.ofMillis(50);

  private final DeadLetters ledger;
  private final int partitions;
  private final Runnable decided;
  private final Duration patience;

  /**
   * @param decided called when a decision is noted: who projects here may look at once
   * @param patience how long a decision is waited for
   */
  LetterDesk(DeadLetters ledger, int partitions, Runnable decided, Duration patience) {
    this.ledger = ledger;
    this.partitions = partitions;
    this.decided = decided;
    this.patience = patience;
  }

  @Override
  public Page list(Filter filter, @Nullable LetterId after, int limit) {
    List<Letter> found = new ArrayList<>();
    int lookedAt = 0;
    int partition = after == null ? 0 : after.partition();
    long offset = after == null ? 0 : after.offset();
    while (partition < partitions) {
      List<Letter> slice = ledger.letters(partition, offset, SLICE);
      for (Letter letter : slice) {
        LetterId id = LetterId.of(letter.parked());
        if (filter.takes(letter)) {
          found.add(letter);
        }
        lookedAt++;
        if (found.size() == limit || lookedAt == LOOKED_AT_MAX) {
          return new Page(found, id);
        }
        offset = id.offset();
      }
      if (slice.size() < SLICE) {
        partition++;
        offset = 0;
      }
    }
    return new Page(found, null);
  }

  @Override
  public @Nullable Letter show(LetterId id) {
    return id.partition() < partitions ? ledger.letter(id.partition(), id.offset()) : null;
  }

  @Override
  public @Nullable Letter decide(LetterId id, Decision decision) {
    Letter before = show(id);
    if (before == null || before.isSettled()) {
      return before;
    }
    // Where it was settled meanwhile, the letter says so below.
    ledger.decide(id.partition(), id.offset(), decision);
    decided.run();
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Letter now = show(id);
      boolean waits = now != null && !now.isSettled() && now.decision() != null;
      if (!waits || System.nanoTime() - deadline >= 0) {
        return now;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
